import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import * as z from 'zod/mini'
import { createCtx } from '../../../server/setup/create-ctx.ts'
import { isClean, type Report } from '../../../server/domain/reconciliation-report.ts'
import { createLog } from '../../../server/context/create-log.ts'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { until, untilIs } from '../../support/until.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const Made = z.object({ charge: z.string() })
const Id = z.object({ id: z.string() })
const Journal = z.object({ requests: z.array(z.object({ path: z.string(), startedOrder: z.int(), endedOrder: z.int() })) })

let shop: HttpShop
let server: HttpShop
let services: GatewayCtx

before(async () => {
  shop = await openShop({ http: true })
  server = shop
  services = await createCtx({
    db: server.db,
    stripe: { secretKey: 'sk_test_simulated', apiUrl: server.simulator.url },
    webhookSecrets: [],
    log: createLog('silent'),
    due: () => {},
  })
})

after(() => shop.stop())

async function reconcile(ctx: GatewayCtx): Promise<Report> {
  const report = await reconcileStore(ctx, 'default', { everything: true, onProgress: () => {} })
  assert.ok(report !== null)
  return report
}

/** Stripe forgets its events after 30 days: then its lists alone must tell. */
function afterStripeForgot(ctx: GatewayCtx): GatewayCtx {
  return { ...ctx, gateway: { ...ctx.gateway, pages: { ...ctx.gateway.pages, async *undeliveredEvents() {} } } }
}

/** A charge on an invoice of its own, in the books by its webhook. */
async function paidInvoice(invoice: string, amount: number): Promise<string> {
  await server.api().putInvoice(invoice, { total: amount })
  const { charge } = Made.parse(await server.simulator.control('POST', '/_sim/charges', { invoice, amount }))
  await untilIs(async () => (await server.api().tab(invoice)).payments.length, 1)
  return charge
}

const loseWebhooks = (): Promise<unknown> => server.simulator.control('PUT', '/_sim/faults', { webhooks: { drop: 1 } })
const deliverWebhooks = (): Promise<unknown> => server.simulator.control('DELETE', '/_sim/faults')

async function refundInDashboard(charge: string, amount: number, more: object = {}): Promise<string> {
  return Id.parse(await server.simulator.control('POST', '/_sim/refunds', { charge, amount, ...more })).id
}

/** Plants five kinds of damage in invoices whose names start with `name`. */
async function damage(name: string): Promise<void> {
  const charges = {
    missing: await paidInvoice(`${name}-missing`, 100_00),
    wrong: await paidInvoice(`${name}-wrong`, 200_00),
    disputed: await paidInvoice(`${name}-disputed`, 300_00),
    lost: await paidInvoice(`${name}-lost`, 400_00),
  }
  // 1. A row that is gone, though the database refuses to lose one.
  const gone = await refundInDashboard(charges.missing, 10_00)
  await untilIs(async () => (await server.api().tab(`${name}-missing`)).payments.length, 2)
  // Of one refund several events tell: a late one would bring the row back.
  await shop.quiet()
  await server.db.transaction().execute(async (tx) => {
    await sql`alter table payments disable trigger user`.execute(tx)
    await tx.deleteFrom('payments').where('refund', '=', gone).execute()
    await sql`alter table payments enable trigger user`.execute(tx)
  })
  // 2. A wrong state: the refund succeeded while no server ran.
  const pending = await refundInDashboard(charges.wrong, 20_00, { outcome: 'pending' })
  await until(async () => (await server.api().tab(`${name}-wrong`)).payments.some((row) => row.status === 'pending'))
  await loseWebhooks()
  await server.simulator.control('POST', `/_sim/refunds/${pending}`, { status: 'succeeded' })
  // 3. A dispute that was missed.
  await server.simulator.control('POST', '/_sim/disputes', { charge: charges.disputed })
  // 4. Refunds made while webhooks were lost.
  await refundInDashboard(charges.lost, 40_00)
  await refundInDashboard(charges.lost, 41_00)
  // 5. A refund of a charge that nobody knew.
  await server.api().putInvoice(`${name}-unknown`, { total: 500_00 })
  const unknown = Made.parse(await server.simulator.control('POST', '/_sim/charges', { invoice: `${name}-unknown`, amount: 500_00 })).charge
  await refundInDashboard(unknown, 50_00)
  await deliverWebhooks()
}

async function assertHealed(name: string): Promise<void> {
  const rows = async (invoice: string) =>
    (await server.api().tab(`${name}-${invoice}`)).payments.map(({ amount, status }) => `${amount} ${status}`).toSorted()
  assert.deepEqual(await rows('missing'), ['-1000 succeeded', '10000 succeeded'])
  assert.deepEqual(await rows('wrong'), ['-2000 succeeded', '20000 succeeded'])
  assert.deepEqual(
    (await server.api().tab(`${name}-disputed`)).disputes.map((dispute) => dispute.open),
    [true],
  )
  assert.deepEqual(await rows('lost'), ['-4000 succeeded', '-4100 succeeded', '40000 succeeded'])
  assert.deepEqual(await rows('unknown'), ['-5000 succeeded', '50000 succeeded'])
}

const found = (report: Report) => [
  report.charges.recorded.count,
  report.refunds.recorded.count,
  report.refunds.changed.count,
  report.disputes.recorded.count,
]

test('One reconcile repairs a store that was damaged in five ways, from Stripe’s lists alone, and reports what it did', async () => {
  const forgetful = afterStripeForgot(services)
  await damage('lists')
  const report = await reconcile(forgetful)
  assert.ok(isClean(report), JSON.stringify(report))
  const { charges, refunds, disputes } = report
  assert.deepEqual(charges.recorded, { count: 1, amounts: { usd: 500_00 } })
  assert.deepEqual(refunds.recorded, { count: 4, amounts: { usd: 10_00 + 40_00 + 41_00 + 50_00 } })
  assert.deepEqual(refunds.changed, { count: 1, amounts: { usd: 20_00 } })
  assert.deepEqual(disputes.recorded, { count: 1, amounts: { usd: 300_00 } })
  await assertHealed('lists')
  assert.deepEqual(found(await reconcile(forgetful)), [0, 0, 0, 0])
})

test('Events that never arrived are taken in by a reconcile, and repair the same damage', async () => {
  await damage('events')
  const report = await reconcile(services)
  assert.ok(isClean(report), JSON.stringify(report))
  assert.ok(report.events >= 5, `only ${report.events} events were taken in`)
  assert.deepEqual(found(report), [1, 4, 1, 1])
  await assertHealed('events')
  const again = await reconcile(services)
  assert.equal(again.events, 0)
  assert.deepEqual(found(again), [0, 0, 0, 0])
})

test('A reconcile reads Stripe one call at a time', async () => {
  await server.simulator.control('DELETE', '/_sim/requests')
  await reconcile(services)
  const { requests } = Journal.parse(await server.simulator.control('GET', '/_sim/requests'))
  assert.ok(requests.length > 3, `only ${requests.length} requests`)
  for (const [index, request] of requests
    .toSorted((one, other) => one.startedOrder - other.startedOrder)
    .slice(1)
    .entries()) {
    const previous = requests.toSorted((one, other) => one.startedOrder - other.startedOrder)[index]
    assert.ok(previous !== undefined && previous.endedOrder < request.startedOrder, `${previous?.path} and ${request.path} overlap`)
  }
})
