/** The contract's schemas as JSON Schema, each with the words of `members.ts`. */
import * as z from 'zod/mini'
import * as desk from '../../contract/desk.ts'
import { AttentionNews, BalanceNews, DisputeNews, PaymentNews, RefundNews } from '../../contract/notifications.ts'
import { Problem, PROBLEMS } from '../../contract/problems.ts'
import * as requests from '../../contract/requests.ts'
import * as responses from '../../contract/responses.ts'
import * as tab from '../../contract/tab.ts'
import { EXAMPLES } from './examples.ts'
import { MEMBERS, SCHEMAS } from './members.ts'

export type Json = Readonly<Record<string, unknown>>

/** A query has no schema of its own in the description: its members are parameters. */
const { AuditQuery: _query, ...REQUESTED }: Schemas & Pick<typeof requests, 'AuditQuery'> = requests
const TOLD = { PaymentNews, RefundNews, DisputeNews, BalanceNews, AttentionNews }
const ANSWERED: Schemas = { ...responses, ...tab, ...desk, ...TOLD, Problem }
const NAMES: ReadonlyMap<unknown, string> = new Map(Object.entries({ ...REQUESTED, ...ANSWERED }).map(([name, schema]) => [schema, name]))

type Schemas = Readonly<Record<string, z.ZodMiniType>>

/** The name that the contract gives a schema. */
export function nameOf(schema: z.ZodMiniType): string | undefined {
  return NAMES.get(schema)
}

/** A reference where the contract names the schema, else the schema itself. */
export function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const name = nameOf(schema)
  return name === undefined ? convert(z.toJSONSchema(schema, { io })) : { $ref: uriOf(name) }
}

/** A body's schema, with an example where there is one. */
export function mediaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const example = new Map<string, unknown>(Object.entries(EXAMPLES)).get(nameOf(schema) ?? '')
  return { schema: schemaOf(schema, io), ...(example === undefined ? {} : { example }) }
}

function uriOf(name: string): string {
  return `#/components/schemas/${name}`
}

/** Every schema that has a name. */
export function namedSchemas(): Json {
  return described({ ...components(ANSWERED, 'output'), ...components(REQUESTED, 'input') })
}

/** All schemas of one direction, referring to each other by name. What zod shares between them without a name goes along. */
function components(schemas: Schemas, io: 'input' | 'output'): Json {
  const registry = z.registry<{ id?: string }>()
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id })
  const made = z.toJSONSchema(registry, { io, uri: uriOf, override: io === 'output' ? allowMore : () => {} }).schemas
  const { [SHARED]: shared, ...named } = Object.fromEntries(Object.entries(made).map(([name, schema]) => [name, convert(schema)]))
  const inOnePlace = JSON.stringify({ ...named, ...z.parse(z.optional(Definitions), shared)?.$defs })
  return z.parse(z.record(z.string(), z.json()), JSON.parse(inOnePlace.replaceAll(`${uriOf(SHARED)}#/$defs/`, uriOf(''))))
}

/** The schemas with the words that belong to them and their members. */
function described(schemas: Json): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const description = SCHEMAS[name]
      return [name, { ...(description === undefined ? {} : { description }), ...Schema.parse(withWords(schema, name)) }]
    }),
  )
}

const Schema = z.record(z.string(), z.json())

function withWords(schema: unknown, path: string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => withWords(one, path))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key !== 'properties') return [key, key === 'anyOf' ? withWords(value, path) : value]
      return [
        key,
        Object.fromEntries(Object.entries(z.parse(Members, value)).map(([name, member]) => [name, memberOf(member, `${path}.${name}`)])),
      ]
    }),
  )
}

const Members = z.record(z.string(), z.unknown())

function memberOf(member: unknown, path: string): object {
  const description = MEMBERS[path]
  const isCode = path === 'Problem.code'
  return {
    ...(description === undefined ? {} : { description }),
    ...z.parse(Members, withWords(member, path)),
    ...(isCode ? { enum: Object.keys(PROBLEMS) } : {}),
  }
}

const SHARED = '__shared'
const Definitions = z.looseObject({ $defs: z.record(z.string(), z.json()) })

/** Answers may gain members; readers ignore those that they do not know. */
function allowMore({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/** Every schema stands within the description, which names the dialect and the place for all of them. */
export function convert({ $schema: _dialect, $id: _place, ...schema }: z.core.JSONSchema.BaseSchema): Json {
  return schema
}
