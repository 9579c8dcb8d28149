/**
 * What the busy paths send to the database, explained by PostgreSQL on books of a hundred thousand payments: each
 * statement finds its rows by an index and reads no table through, however long the shop has been open.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Kysely, sql, type CompiledQuery } from 'kysely'
import * as z from 'zod/mini'
import type { Schema } from '../../../server/database/schema.ts'
import { acceptEvent } from '../../../server/inbox/accept.ts'
import { applyEvent } from '../../../server/inbox/apply.ts'
import { findKeys } from '../../../server/access/find-keys.ts'
import { findEndedSessions } from '../../../server/access/find-ended-sessions.ts'
import { findKnownOrigins } from '../../../server/access/find-known-origins.ts'
import { doDue, takeDue } from '../../../server/jobs/due-work.ts'
import { readAhead } from '../../../server/jobs/queries.ts'
import { giveStoreBack, takeDueStores } from '../../../server/reconciliation/due-store-queries.ts'
import { purgeEmbedSessions } from '../../../server/access/purge-embed-sessions.ts'
import { purgeWhatWasSent } from '../../../server/jobs/purge-what-was-sent.ts'
import { purgeForeignCharges } from '../../../server/jobs/purge-foreign-charges.ts'
import { putInvoice } from '../../../server/ledger/put-invoice.ts'
import { readAudit } from '../../../server/audit/read-audit.ts'
import { readOperatorStats } from '../../../server/health/operator-stats.ts'
import { readTab } from '../../../server/tab/read-tab.ts'
import { readThread } from '../../../server/tab/thread.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { requestRefund } from '../../../server/refunds/request.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import { LimitedPostgresDialect } from '../../../server/database/dialect.ts'
import { LIMITS } from '../../../server/database/limits.ts'
import { preparedStatements } from '../../../server/database/prepared.ts'
import { applyTogether } from '../../../server/inbox/apply-together.ts'
import { connect, type Connection } from '../../../server/database/connection.ts'
import { signatureOf } from '../../support/played-stripe.ts'
import { HOST, openShop, person, type Shop } from '../../support/shop.ts'

const ROWS = 20_000
const TABLES = 9

/** The tables that a shop fills for as long as it is open. */
const GROWING = new Set([
  'invoices',
  'charges',
  'payments',
  'refund_requests',
  'idempotency_keys',
  'disputes',
  'audit_entries',
  'events',
  'attention_items',
])

const FILL = `
  set session_replication_role = replica;
  insert into invoices (store, id, number, currency, total, status)
    select 'default', 'i' || n, n, 'usd', 100, 'open' from generate_series(1, ${ROWS}) n;
  insert into charges (store, id, assignment, invoice, claimed_invoice, seen_at, method, requires_reader, currency, authorized, captured, charged_at, payment_intent)
    select 'default', 'ch_' || n, 'assigned', 'i' || n, 'i' || n, now() - n * interval '1 minute', 'stripe_link', false, 'usd', 100, 100, now(), 'pi_' || n
    from generate_series(1, ${ROWS}) n;
  insert into payments (id, store, invoice, kind, method, amount, currency, status, recorded_at, via, charge, refund)
    select 'pay_c' || n, 'default', 'i' || n, 'charge', 'stripe_link', 100, 'usd', 'succeeded', now(), 'stripe', 'ch_' || n, null
    from generate_series(1, ${ROWS / 2}) n
    union all
    select 'pay_r' || n, 'default', 'i' || n, 'refund', 'stripe_refund', -1, 'usd', 'succeeded', now(), 'widget', 'ch_' || n, 're_' || n
    from generate_series(1, ${ROWS / 2}) n;
  insert into refund_requests (id, store, invoice, charge, amount, currency, reason, actor_id, via, state, refund, closed_at)
    select 'pay_r' || n, 'default', 'i' || n, 'ch_' || n, 1, 'usd', 'duplicate', 'u1', 'widget', 'recorded', 're_' || n, now()
    from generate_series(1, ${ROWS}) n;
  insert into idempotency_keys (store, invoice, digest, fingerprint, made)
    select 'default', 'i' || n, 'k' || n, 'f', 'pay_r' || n from generate_series(1, ${ROWS}) n;
  insert into disputes (store, id, charge, amount, currency, reason, status, lost, is_charge_refundable, evidence_submitted, funds, opened_at, closed_at, fetched_at)
    select 'default', 'dp_' || n, 'ch_' || n, 1, 'usd', 'general', 'won', false, true, true, 'unmoved', now(), now(), now() from generate_series(1, ${ROWS}) n;
  insert into audit_entries (store, invoice, action, at, via, charge, refund)
    select 'default', 'i' || n, 'stripe_refund_recorded', now(), 'stripe', 'ch_' || n, 're_' || n from generate_series(1, ${ROWS}) n;
  insert into events (account, id, store, type, charge, payload, state, received_at, next_attempt_at)
    select '', 'evt_' || n, 'default', 'charge.succeeded', 'ch_' || n, '{}', 'applied', now(), now() from generate_series(1, ${ROWS}) n;
  insert into attention_items (store, code, invoice, charge, resolved_at)
    select 'default', 'currency_mismatch', 'i' || n, 'ch_' || n, case when n % 100 > 0 then now() end from generate_series(1, ${ROWS}) n;
  reset session_replication_role;
  analyze;`

const Plan = z.object({
  'Node Type': z.string(),
  'Relation Name': z.optional(z.string()),
  'Index Name': z.optional(z.string()),
  'Total Cost': z.number(),
  get Plans() {
    return z.optional(z.array(Plan))
  },
})
type Plan = z.infer<typeof Plan>
const Explained = z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan })]) })

/** In PostgreSQL's units: a read by an index costs less than 100 of them, reading one of these tables through 400 and more. */
const DEAREST = 200

/** What is wrong with how a statement finds its rows, a line for each table that it reads through. */
function faults(plan: Plan): string[] {
  const table = plan['Relation Name'] ?? ''
  const isScan = GROWING.has(table) && plan['Node Type'] !== 'ModifyTable'
  const here = isScan && (plan['Node Type'].endsWith('Seq Scan') || plan['Total Cost'] > DEAREST)
  const line = `${plan['Node Type']} on ${table} ${plan['Index Name'] ?? ''} costs ${plan['Total Cost']}`
  return [...(here ? [line] : []), ...(plan.Plans ?? []).flatMap(faults)]
}

/** What takes work from a backlog, and for what. */
const TAKES: Readonly<Record<string, string>> = {
  take_events_together: '50',
  claim_loose_events: `'claim', 8`,
  take_charges: `'turn', 8`,
  find_waiting_events_of_charges: `array['default'], array['ch_1']`,
  finish_events_together: `array[''], array['evt_w1'], array['applied']`,
}

const BACKLOG = `
  insert into events (account, id, store, type, charge, payload, alone, next_attempt_at)
  select '', 'evt_w' || n, 'default', 'charge.succeeded', case when n % 4 = 2 then 'ch_unknown_' else 'ch_' end || n, '{}', n % 2 = 0, now() from generate_series(1, 10000) n`

const Read = z.object({
  'QUERY PLAN': z.tuple([z.object({ Plan: z.object({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }) })]),
})

describe(`On books of ${TABLES * ROWS} rows`, () => {
  const opened = new AsyncDisposableStack()
  let shop: Shop
  let ctx: GatewayCtx
  let charge: string
  let payment: string
  const sent: CompiledQuery[] = []
  /** The same database, noting all that is sent to it. */
  let noting: Connection

  before(async () => {
    shop = opened.use(await openShop())
    ;({ charge, payment } = await shop.paid(50_000))
    await shop.refund(payment, 10_00)
    await sql.raw(FILL).execute(shop.db)
    noting = opened.adopt(connect({ url: shop.databaseUrl, maxConnections: 4, onError: () => {} }), (it) => it.close())
    ctx = {
      ...shop.ctx,
      db: new Kysely<Schema>({ dialect: new LimitedPostgresDialect(noting.pool, LIMITS), log: ({ query }) => void sent.push(query) }),
    }
  })
  after(() => opened.disposeAsync())

  const explain = async (query: CompiledQuery): Promise<string[]> => {
    if (!/^(select|insert|update|delete|with)\b/.test(query.sql)) return []
    return faults(await planOf(`explain (format json) ${query.sql}`, query.parameters)).map((fault) => `${fault}\n  ${query.sql}`)
  }
  const planOf = async (text: string, values: readonly unknown[] = []): Promise<Plan> => {
    const { rows } = await noting.pool.query({ text, values: [...values] })
    return Explained.parse(rows[0])['QUERY PLAN'][0].Plan
  }

  const PATHS: Readonly<Record<string, () => Promise<unknown>>> = {
    'a tab that is read': () => readTab(ctx, HOST, '1001'),
    'a thread that is read': () => readThread(ctx, HOST, '1001', payment),
    'an audit log that is read': () => readAudit(ctx, HOST, '1001', { cursor: null, limit: 50 }),
    'a further page of it': () => readAudit(ctx, HOST, '1001', { cursor: '30', limit: 50 }),
    'a key that is shown': () => findKeys(ctx, ['a_hash']),
    'a session that is shown': () => findEndedSessions(ctx, ['es_1']),
    'a preflight': () => findKnownOrigins(ctx, ['https://shop.example']),
    'an invoice that is put': () => putInvoice(ctx, HOST, '1001', { number: '1001', currency: 'usd', total: 100_000, status: 'open' }),
    'a payment that is recorded and removed': async () => {
      const { id } = await recordPayment(ctx, person(), '1001', { method: 'cash', amount: 100, direction: 'in' }, 'a key')
      await removePayment(ctx, person(), '1001', id)
    },
    'a refund that is requested': () =>
      requestRefund(ctx, person({ maxRefund: 90_000 }), '1001', { payment, amount: 100, reason: 'duplicate' }, 'another key'),
    'events that arrive and are applied': async () => {
      await shop.stripe.pay('1001', 200)
      await shop.stripe.refund(charge, 100)
      await shop.stripe.dispute(charge)
      for (const event of await shop.stripe.newEvents()) {
        const body = JSON.stringify(event)
        await acceptEvent(ctx, { body, signature: signatureOf(body, ctx.clock()) })
        await applyEvent(ctx, { account: '', id: event.id })
      }
    },
    'events that are applied together': async () => {
      await shop.stripe.refund(await shop.stripe.pay('1001', 200), 50)
      for (const event of await shop.stripe.newEvents()) {
        const body = JSON.stringify(event)
        await acceptEvent(ctx, { body, signature: signatureOf(body, ctx.clock()) })
      }
      assert.ok((await applyTogether(ctx)) > 0)
    },
    '“Sync now”': () => syncInvoice(ctx, HOST, '1001'),
    'what is measured': () => readOperatorStats(ctx),
    'the check for due work': async () => {
      await readAhead(ctx.db)
      for (const unit of await takeDue(ctx, 8)) await doDue(ctx, unit, new AbortController().signal)
      for (const store of await takeDueStores(ctx, 'this test', 4)) await giveStoreBack(ctx, store, 'this test')
      await purgeEmbedSessions(ctx)
      await purgeForeignCharges(ctx)
      await purgeWhatWasSent(ctx)
    },
  }

  test('no statement that is prepared reads a table through, as it is planned once for all values', async () => {
    const wrong: string[] = []
    for (const [name, text] of preparedStatements())
      for (const fault of faults(await planOf(`explain (generic_plan, format json) ${text}`))) wrong.push(`${name}: ${fault}`)
    assert.ok(preparedStatements().size > 20)
    assert.deepEqual(wrong, [])
  })

  for (const [path, work] of Object.entries(PATHS)) {
    test(`${path} reads no table through`, async () => {
      sent.length = 0
      await work()
      const wrong: string[] = []
      for (const query of sent) wrong.push(...(await explain(query)))
      assert.ok(sent.length > 0)
      assert.deepEqual(wrong, [])
    })
  }

  test('a backlog is taken by its indexes, also where PostgreSQL planned while nothing waited, as a quiet shop’s plans are', async () => {
    const client = await noting.pool.connect()
    try {
      await client.query(
        'begin; set local plan_cache_mode = force_generic_plan; delete from events where state = $$waiting$$; analyze events',
      )
      const statements = preparedStatements()
      for (const name of Object.keys(TAKES)) await client.query(`prepare planned_${name} as ${statements.get(name) ?? ''}`)
      const read = async (name: string): Promise<number> => {
        const { rows } = await client.query(`explain (analyze, buffers, format json) execute planned_${name}(${TAKES[name] ?? ''})`)
        const { Plan } = Read.parse(rows[0])['QUERY PLAN'][0]
        return Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks']
      }
      for (const name of Object.keys(TAKES)) await read(name)
      await client.query(BACKLOG)
      for (const name of Object.keys(TAKES)) {
        const blocks = await read(name)
        assert.ok(blocks < 3_000, `${name} read ${blocks} blocks`)
      }
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
})
