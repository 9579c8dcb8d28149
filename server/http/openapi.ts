/** `openapi.json`, OpenAPI 3.1, made from the table of calls. */
import * as z from 'zod/mini'
import { CALLS, problemsOf, type Answer, type Call } from '../contract/calls.ts'
import { IdempotencyKey } from '../contract/fields.ts'
import { Problem, PROBLEMS, type ProblemCode } from '../contract/problems.ts'
import * as requests from '../contract/requests.ts'
import * as responses from '../contract/responses.ts'
import * as tab from '../contract/tab.ts'

type Json = Readonly<Record<string, unknown>>

export function describeApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'JewelTrak Payments',
      version: '1',
      description:
        'The Payments tab of an invoice, and the books behind it. Money is in minor units, as JSON integers; times are ISO 8601 in UTC. Requests refuse unknown members; readers ignore them.',
    },
    paths: paths(),
    components: {
      schemas: { ...components(ANSWERED, 'output'), ...components(REQUESTED, 'input') },
      securitySchemes: {
        storeKey: { type: 'http', scheme: 'bearer', description: 'A store’s API key: for the host’s own server only.' },
        clientSecret: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The client secret of an embed session: for the widget.',
        },
      },
    },
  }
}

function paths(): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [id, call] of Object.entries<Call>(CALLS)) {
    paths[call.path] = { ...paths[call.path], [call.method]: operation(id, call) }
  }
  return paths
}

function operation(operationId: string, call: Call): Json {
  const parameters = [...pathParameters(call), ...headerParameters(call), ...queryParameters(call)]
  return {
    operationId,
    summary: call.summary,
    security: security(call),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(call.body === null
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(call.body, 'input') } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(call.answers).map(([status, answer]) => [status, response(answer)])),
      ...problemResponses(call),
    },
  }
}

function security({ by }: Call): Json[] {
  if (by === 'host') return [{ storeKey: [] }]
  return by === 'both' ? [{ storeKey: [] }, { clientSecret: [] }] : []
}

function pathParameters({ params }: Call): Json[] {
  return Object.entries(params?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: convert(z.toJSONSchema(schema, { io: 'input' })),
  }))
}

function headerParameters({ idempotencyKey, path, method }: Call): Json[] {
  const key = { name: 'Idempotency-Key', in: 'header', required: idempotencyKey === 'required', schema: schemaOf(IdempotencyKey, 'input') }
  const is = (call: Call): boolean => path === call.path && method === call.method
  return [
    ...(idempotencyKey === null ? [] : [key]),
    ...(is(CALLS.streamTab) ? [optionalHeader('Last-Event-ID', 'The version that the reader has.')] : []),
    ...(is(CALLS.readTab) ? [optionalHeader('If-None-Match', 'The entity tag of the version that the reader has.')] : []),
  ]
}

function optionalHeader(name: string, description: string): Json {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } }
}

function queryParameters({ query }: Call): Json[] {
  if (query === null) return []
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    // A reader of the description sends numbers as such; that a query is text is HTTP's business.
    schema: convert(z.toJSONSchema(schema, { io: 'output' })),
  }))
}

function response({ description, type, schema }: Answer): Json {
  if (type === null) return { description }
  return { description, content: { [type]: { schema: schema === null ? {} : schemaOf(schema, 'output') } } }
}

/** Problems by status, each saying which codes it may be. */
function problemResponses(call: Call): Json {
  const byStatus = Map.groupBy(problemsOf(call), (code) => PROBLEMS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code: ProblemCode) => `\`${code}\`: ${PROBLEMS[code].title}`).join('\n\n'),
        content: {
          'application/problem+json': {
            schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] },
          },
        },
      },
    ]),
  )
}

const REQUESTED: Schemas = requests
const ANSWERED: Schemas = { ...responses, ...tab, Problem }
const NAMES: ReadonlyMap<unknown, string> = new Map(Object.entries({ ...REQUESTED, ...ANSWERED }).map(([name, schema]) => [schema, name]))

type Schemas = Readonly<Record<string, z.ZodMiniType>>

/** A reference where the contract names the schema, else the schema itself. */
function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const name = NAMES.get(schema)
  return name === undefined ? convert(z.toJSONSchema(schema, { io })) : { $ref: uriOf(name) }
}

function uriOf(name: string): string {
  return `#/components/schemas/${name}`
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

const SHARED = '__shared'
const Definitions = z.looseObject({ $defs: z.record(z.string(), z.json()) })

/** Answers may gain members; readers ignore those that they do not know. */
function allowMore({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/** Every schema stands within the description, which names the dialect and the place for all of them. */
function convert({ $schema: _dialect, $id: _place, ...schema }: z.core.JSONSchema.BaseSchema): Json {
  return schema
}
