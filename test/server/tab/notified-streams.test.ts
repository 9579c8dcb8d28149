/** Whatever changes a tab makes its version grow, and notifies every stream of it: nobody has to reload to see it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { acknowledgeAttention } from '../../../server/attention/acknowledge.ts'
import { listAllAttention } from '../../../server/attention/list.ts'
import { listenForChanges } from '../../../server/database/changes.ts'
import { MAX_EVENT_FAILURES } from '../../../server/domain/backoff.ts'
import { replayEvent } from '../../../server/inbox/replay.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import { resolveRefund } from '../../../server/refunds/resolve.ts'
import { importPayment } from '../../../server/sync/import-payment.ts'
import { until } from '../../support/until.ts'
import { HOST, openShop, person, type Shop } from '../../support/shop.ts'

/** Brings the shop to where the change can be made, and returns the change. */
type Prepared = (shop: Shop) => Promise<() => Promise<unknown>>

/** A dispute's event whose dispute Stripe never knows, tried until it is dead. */
async function lastTryOfAnEvent(shop: Shop): Promise<() => Promise<void>> {
  const { charge } = await shop.paid(1_000)
  await shop.stripe.dispute(charge)
  const created = (await shop.stripe.newEvents()).find(({ type }) => type === 'charge.dispute.created')
  assert.ok(created !== undefined)
  await shop.accept({ ...created, data: { object: { ...created.data.object, id: 'du_nowhere' } } })
  const failures = async () =>
    (await shop.db.selectFrom('events').select('failures').where('id', '=', created.id).executeTakeFirstOrThrow()).failures
  await shop.work()
  for (let before = await failures(); before < MAX_EVENT_FAILURES - 1; before = await failures()) await shop.pass(3600)
  return () => shop.pass(3600)
}

const CHANGES: Readonly<Record<string, Prepared>> = {
  'an invoice that is put': async (shop) => () => shop.put('1001', { total: 5 }),
  'a book entry': async (shop) => () => recordPayment(shop.ctx, person(), '1001', { method: 'cash', amount: 1, direction: 'in' }, null),
  'a removal': async (shop) => {
    const { id } = await recordPayment(shop.ctx, HOST, '1001', { method: 'cash', amount: 1, direction: 'in' }, null)
    return () => removePayment(shop.ctx, HOST, '1001', id)
  },
  'a payment of a customer': async (shop) => {
    await shop.stripe.pay('1001', 1_000)
    return () => shop.deliver()
  },
  'an import': async (shop) => {
    const charge = await shop.stripe.pay('1001', 1_000, { marks: 'none' })
    await shop.deliver()
    return () => importPayment(shop.ctx, HOST, '1001', { method: 'stripe_link', charge })
  },
  'a refund': async (shop) => {
    const { payment } = await shop.paid(1_000)
    return () => shop.refund(payment, 100)
  },
  'a refund that moves at Stripe': async (shop) => {
    const { charge } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 100)
    await shop.deliver()
    await shop.stripe.moveRefund(refund, { status: 'failed' })
    return () => shop.deliver()
  },
  'a refund that is released': async (shop) => {
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { failBefore: 1, status: 503, method: 'POST' } })
    await shop.refund(payment, 100)
    return async () => {
      await shop.db
        .updateTable('refund_requests')
        .set({ reserved_at: new Date(Date.now() - 26 * 3600 * 1000) })
        .execute()
      await shop.pass(60)
    }
  },
  'a refund request that a person resolves': async (shop) => {
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { failBefore: 1, status: 503, method: 'POST' } })
    const { id } = await shop.refund(payment, 100)
    await shop.age(id, 26)
    return () => resolveRefund(shop.ctx, id, { kind: 'released' })
  },
  'a dispute': async (shop) => {
    const { charge } = await shop.paid(1_000)
    await shop.stripe.dispute(charge)
    return () => shop.deliver()
  },
  '“Sync now”': async (shop) => {
    await shop.paid(1_000)
    return () => syncInvoice(shop.ctx, HOST, '1001')
  },
  'an event that can’t be applied': lastTryOfAnEvent,
  'an event that a person replays': async (shop) => {
    const lastTry = await lastTryOfAnEvent(shop)
    await lastTry()
    const { id } = await shop.db.selectFrom('events').select('id').where('state', '=', 'dead').executeTakeFirstOrThrow()
    return () => replayEvent(shop.ctx, { account: '', id })
  },
  'an attention item that is acknowledged': async (shop) => {
    const lastTry = await lastTryOfAnEvent(shop)
    await lastTry()
    const [item] = await listAllAttention(shop.ctx)
    return () => acknowledgeAttention(shop.ctx, { id: item?.id ?? '', store: null })
  },
}

describe('every stream of a tab is notified of', () => {
  for (const [what, prepare] of Object.entries(CHANGES)) {
    test(what, async () => {
      await using shop = await openShop()
      const change = await prepare(shop)
      const { version } = await shop.tab()
      await using opened = new AsyncDisposableStack()
      const changes = opened.adopt(
        await listenForChanges({ connectionString: shop.databaseUrl, db: shop.db, random: Math.random, onError: () => {} }),
        (listening) => listening.close(),
      )
      let times = 0
      changes.subscribe('default', '1001', () => void (times += 1))
      await change()
      assert.ok((await shop.tab()).version > version, 'the version grew')
      await until(() => times > 0)
    })
  }
})
