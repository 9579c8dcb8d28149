/** What Stripe calls, and whoever runs the server: nothing of it is about one store. */
import * as z from 'zod/mini'
import { json, PLAIN, type Call } from './call.ts'

/** Left out where there is none. */
const WARNINGS = z.optional(z.array(z.string()))

export const OPERATOR_CALLS = {
  receiveWebhook: {
    ...PLAIN,
    method: 'post',
    path: '/stripe/webhooks',
    summary: 'Where Stripe sends its events, signed.',
    by: 'stripe',
    answers: { 200: json('Received.', z.object({ received: z.literal(true) })) },
    problems: ['invalid_signature', 'invalid_request', 'payload_too_large'],
  },
  health: {
    ...PLAIN,
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process can do its work, now or after a while; where not, it must be started again.',
    by: 'operator',
    answers: {
      200: json('It can.', z.object({ ok: z.literal(true) })),
      503: json('It never can again, and why.', z.object({ ok: z.literal(false), because: z.string() })),
    },
  },
  readiness: {
    ...PLAIN,
    method: 'get',
    path: '/readyz',
    summary: 'Whether the server can do its work: the database is reachable and migrated, and the server is not stopping.',
    by: 'operator',
    answers: {
      200: json(
        'It can; and what is not as it should be all the same, each with what to do.',
        z.object({ ready: z.literal(true), warnings: WARNINGS }),
      ),
      503: json('It can’t, and why.', z.object({ ready: z.literal(false), because: z.string(), warnings: WARNINGS })),
    },
  },
  metrics: {
    ...PLAIN,
    method: 'get',
    path: '/metrics',
    summary: 'Measurements in Prometheus’ text format.',
    by: 'operator',
    answers: { 200: { description: 'The measurements.', type: 'text/plain', schema: null } },
  },
  openapi: {
    ...PLAIN,
    method: 'get',
    path: '/openapi.json',
    summary: 'This description, OpenAPI 3.1.',
    by: 'operator',
    answers: { 200: json('The description.') },
  },
} as const satisfies Record<string, Call>
