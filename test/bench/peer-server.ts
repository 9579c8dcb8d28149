/** `@supabase/stripe-sync-engine` behind Fastify, as its README has it, measured. It is loaded by `require`: its ESM build does not migrate. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { serveMeasured } from './measured.ts'

const { BENCH_DATABASE = '', BENCH_PEERS = '', BENCH_SECRET = '' } = process.env
const require = createRequire(join(BENCH_PEERS, 'package.json'))
const { runMigrations, StripeSync } = require('@supabase/stripe-sync-engine')
const fastify = require('fastify')
const pg = require('pg')

await runMigrations({ databaseUrl: BENCH_DATABASE, schema: 'stripe' })
const sync = new StripeSync({
  poolConfig: { connectionString: BENCH_DATABASE, max: 10 },
  stripeSecretKey: 'sk_test_bench',
  stripeWebhookSecret: BENCH_SECRET,
  backfillRelatedEntities: false,
})
const app = fastify()
app.addContentTypeParser(
  'application/json',
  { parseAs: 'buffer' },
  (_request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body),
)
app.post('/stripe/webhooks', (request: { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }) =>
  sync.processWebhook(request.body, request.headers['stripe-signature']).then(() => ({ received: true })),
)
await app.listen({ port: 0, host: '127.0.0.1' })
serveMeasured(`http://127.0.0.1:${app.server.address().port}`, pg, () => app.close())
