/** `openapi.json`, OpenAPI 3.1, made from the table of calls and what `members.ts` says of each member. */
import * as z from 'zod/mini'
import { CALLS, problemsOf, type Answer, type Call } from '../../contract/calls.ts'
import { IdempotencyKey } from '../../contract/fields.ts'
import { PROBLEMS, type ProblemCode } from '../../contract/problems.ts'
import { NOTIFICATIONS } from '../../contract/notifications.ts'
import { MEMBERS } from './members.ts'
import { NOTIFIED } from './news-members.ts'
import { convert, mediaOf, namedSchemas, schemaOf, type Json } from './schemas.ts'
import { tagOf, TAGS } from './tags.ts'

export function describeApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'JewelTrak Payments',
      version: '1',
      description:
        'The Payments tab of an invoice, and the books behind it. Money is in minor units, as JSON integers; times are ISO 8601 in UTC. Requests refuse unknown members; readers ignore them.',
    },
    servers: [{ url: '/', description: 'Where this description was read.' }],
    tags: TAGS,
    paths: paths(),
    webhooks: webhooks(),
    components: {
      schemas: namedSchemas(),
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

/** What the host's endpoints are sent. */
function webhooks(): Json {
  return Object.fromEntries(
    Object.entries(NOTIFICATIONS).map(([type, { shape }]) => [
      type,
      {
        post: {
          summary: NOTIFIED[type] ?? '',
          description: 'Signed by Standard Webhooks. Answer 2xx within ten seconds; anything else is sent again, for three days.',
          parameters: SIGNATURE.map(([name, description]) => ({
            name,
            in: 'header',
            required: true,
            description,
            schema: { type: 'string' },
          })),
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    type: { const: type, description: 'What happened.' },
                    timestamp: { ...convert(z.toJSONSchema(shape.timestamp)), description: 'When it happened.' },
                    data: schemaOf(shape.data, 'output'),
                  },
                  required: ['type', 'timestamp', 'data'],
                },
              },
            },
          },
          responses: { '2XX': { description: 'It is not sent again.' } },
        },
      },
    ]),
  )
}

const SIGNATURE = [
  ['webhook-id', 'The same however often it is sent: keep it, and do nothing twice.'],
  ['webhook-timestamp', 'When it was sent, in seconds since 1970.'],
  ['webhook-signature', 'One signature or several, separated by spaces; `verifyNotification` of the client checks them.'],
] as const

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
    tags: [tagOf(call)],
    ...summaryOf(call),
    security: security(call),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(call.body === null
      ? {}
      : {
          requestBody: { required: !call.body.safeParse(undefined).success, content: { 'application/json': mediaOf(call.body, 'input') } },
        }),
    responses: {
      ...Object.fromEntries(Object.entries(call.answers).map(([status, answer]) => [status, response(answer)])),
      ...problemResponses(call),
    },
  }
}

/** The first sentence is the summary; all of it the description. */
function summaryOf({ summary }: Call): Json {
  const [first = summary] = summary.split(/(?<=[.:]) /)
  return { summary: first.replace(/[.:]$/, ''), description: summary }
}

function security({ by }: Call): Json[] {
  if (by === 'host') return [{ storeKey: [] }]
  return by === 'both' || by === 'desk' ? [{ storeKey: [] }, { clientSecret: [] }] : []
}

const KEY = 'Your own key of this one intended refund or payment: called again with it, nothing is made twice and the answer is the same.'

const IDS: Readonly<Record<string, string>> = {
  invoice: 'Your own id of the invoice: 1 to 128 letters, digits or `.` `_` `~` `:` `-`.',
  payment: 'The id of the row.',
  item: 'The id of the attention item.',
}

function pathParameters({ params }: Call): Json[] {
  return Object.entries(params?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    description: IDS[name] ?? '',
    schema: convert(z.toJSONSchema(schema, { io: 'input' })),
  }))
}

function headerParameters({ idempotencyKey, path, method }: Call): Json[] {
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: idempotencyKey === 'required',
    description: KEY,
    schema: schemaOf(IdempotencyKey, 'input'),
  }
  const is = (call: Call): boolean => path === call.path && method === call.method
  return [
    ...(idempotencyKey === null ? [] : [key]),
    ...(is(CALLS.streamTab) || is(CALLS.streamDesk)
      ? [optionalHeader('Last-Event-ID', 'The id of the newest event that the reader has.')]
      : []),
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
    description: MEMBERS[`AuditQuery.${name}`] ?? '',
    // A reader of the description sends numbers as such; that a query is text is HTTP's business.
    schema: convert(z.toJSONSchema(schema, { io: 'output' })),
  }))
}

function response({ description, type, schema }: Answer): Json {
  if (type === null) return { description }
  return { description, content: { [type]: schema === null ? {} : mediaOf(schema, 'output') } }
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
