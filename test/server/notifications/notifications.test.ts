import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAllAttention } from '../../../server/attention/list.ts'
import { NotificationError, verifyNotification } from '../../../server/client/index.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { withdrawRefund } from '../../../server/refunds/withdraw.ts'
import { approvalOf, declineOf } from '../../support/answers.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { addEndpoint } from '../../../server/notifications/add-endpoint.ts'
import { deliver } from '../../../server/notifications/deliver.ts'
import { listEndpoints } from '../../../server/notifications/list-endpoints.ts'
import { takeDeliveries } from '../../../server/notifications/queries.ts'
import { removeEndpoint } from '../../../server/notifications/remove-endpoint.ts'
import { replayNotifications } from '../../../server/notifications/replay.ts'
import { rotateSecret } from '../../../server/notifications/rotate-secret.ts'
import { purgeWhatWasSent } from '../../../server/jobs/purge-what-was-sent.ts'
import { openHostEndpoint, type HostEndpoint } from '../../support/host-endpoint.ts'
import { HOST, openShop, person, type Shop } from '../../support/shop.ts'

const CASH = { method: 'cash', amount: 1_000, direction: 'in' } as const
const NEVER = new AbortController().signal
const DAY = 24 * 3600

/** Sends what is due by now, as what runs by itself does; signed by today’s clock, as the host checks it. */
async function send(shop: Shop): Promise<void> {
  const ctx = { ...shop.ctx, clock: () => new Date() }
  for (let due = await takeDeliveries(ctx.db, 4); due.length > 0; due = await takeDeliveries(ctx.db, 4))
    for (const delivery of due) await deliver(ctx, delivery, NEVER)
}

async function openHeard(): Promise<{ shop: Shop; endpoint: HostEndpoint; id: string; secret: string } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const shop = opened.use(await openShop())
  const endpoint = opened.use(await openHostEndpoint())
  const { id, secret } = await addEndpoint(shop.ctx, 'default', endpoint.url, true)
  const kept = opened.move()
  return { shop, endpoint, id, secret, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const typesOf = (endpoint: HostEndpoint, secret: string): string[] => endpoint.told(secret).map(({ notification }) => notification.type)

test('The host is notified of payments, refunds and balances, signed and in the order in which they happened', async () => {
  await using heard = await openHeard()
  const { shop, endpoint, secret } = heard
  const { payment, charge } = await shop.paid(10_000)
  await shop.refund(payment, 2_500, { notifyCustomer: true })
  await shop.stripe.refund(charge, 1_000)
  await shop.deliver()
  const cash = await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  await removePayment(shop.ctx, HOST, '1001', cash.id)
  await send(shop)

  const told = endpoint.told(secret)
  assert.deepEqual(
    told.map(({ notification }) => notification.type),
    [
      ...['payment.recorded', 'invoice.balance_changed'],
      ...['refund.requested', 'refund.recorded', 'invoice.balance_changed'],
      ...['refund.recorded', 'invoice.balance_changed'],
      ...['payment.recorded', 'invoice.balance_changed'],
      ...['payment.removed', 'invoice.balance_changed'],
    ],
  )
  assert.equal(new Set(told.map(({ id }) => id)).size, told.length)
  const balances = told.flatMap(({ notification: { type, data } }) => (type === 'invoice.balance_changed' ? [data.balance] : []))
  assert.deepEqual(balances, [90_000, 92_500, 93_500, 92_500, 93_500])
  const [, , requested, recorded, , dashboard] = told.map(({ notification: { data } }) => data)
  const row = await shop.row(
    told.flatMap(({ notification: { type, data } }) => (type === 'refund.recorded' ? [data.payment] : []))[0] ?? '',
  )
  const refund = {
    ...{ store: 'default', invoice: '1001', payment: row.id, charge, amount: 2_500, currency: 'usd' },
    ...{ reason: 'requested_by_customer', failureReason: null, reference: null, notifyCustomer: true },
    ...{ card: { brand: 'visa', last4: '4242' }, window: { from: 5, to: 10 }, actor: { name: 'Robin', via: 'widget' } },
    ...{ note: null, requester: { id: 'user_1', name: 'Robin' } },
  }
  assert.deepEqual(requested, { ...refund, refund: null, status: 'processing' })
  assert.deepEqual(recorded, { ...refund, refund: row.refund?.id, status: 'succeeded' })
  assert.ok(dashboard !== undefined && 'notifyCustomer' in dashboard && 'amount' in dashboard)
  assert.deepEqual([dashboard.notifyCustomer, dashboard.amount, dashboard.actor.via], [null, 1_000, 'stripe_dashboard'])
})

test('The host is notified of each step of a refund that needs a second person, and of who asked for it', async () => {
  await using heard = await openHeard()
  const { shop, endpoint, secret } = heard
  const { payment } = await shop.paid(10_000)
  const principal = person({ approvalAbove: 0 })
  const maya = person({ actor: { id: 'maya', name: 'Maya' }, permissions: ['approve'] })
  const of = async (amount: number) => ({ invoice: '1001', payment: (await shop.refund(payment, amount, { principal })).id })
  await approvalOf(shop.ctx, maya, await of(100), {})
  await declineOf(shop.ctx, maya, await of(200), { note: 'It was worn' })
  await withdrawRefund(shop.ctx, principal, await of(300), {})
  await send(shop)
  const news = endpoint.told(secret).flatMap(({ notification: { type, data } }) => ('requester' in data ? [{ type, data }] : []))
  assert.deepEqual(
    news.map(({ type, data }) => [type, data.amount, data.status, data.actor.name, data.requester?.id, data.note]),
    [
      ['refund.approval_requested', 100, 'awaiting_approval', 'Robin', 'user_1', null],
      ['refund.approved', 100, 'processing', 'Maya', 'user_1', null],
      ['refund.recorded', 100, 'succeeded', 'Robin', 'user_1', null],
      ['refund.approval_requested', 200, 'awaiting_approval', 'Robin', 'user_1', null],
      ['refund.declined', 200, 'declined', 'Maya', 'user_1', 'It was worn'],
      ['refund.approval_requested', 300, 'awaiting_approval', 'Robin', 'user_1', null],
      ['refund.withdrawn', 300, 'withdrawn', 'Robin', 'user_1', null],
    ],
  )
})

test('The host is notified of disputes, of what needs a person, and of a payment once it found its invoice', async () => {
  await using heard = await openHeard()
  const { shop, endpoint, secret } = heard
  await shop.stripe.pay('2002', 7_000)
  await shop.deliver()
  await send(shop)
  assert.deepEqual(typesOf(endpoint, secret), ['attention.opened'])
  await shop.put('2002')
  await send(shop)
  assert.deepEqual(typesOf(endpoint, secret).slice(1), ['payment.recorded', 'invoice.balance_changed'])
  const { charge } = await shop.paid(10_000)
  const dispute = await shop.stripe.dispute(charge)
  await shop.deliver()
  await shop.stripe.moveDispute(`${dispute}/close`, { outcome: 'won' })
  await shop.deliver()
  await send(shop)
  const disputes = endpoint.told(secret).flatMap(({ notification: { type, data } }) => ('dispute' in data ? [[type, data.status]] : []))
  assert.deepEqual(disputes[0], ['dispute.opened', 'needs_response'])
  assert.deepEqual(disputes.at(-1), ['dispute.closed', 'won'])
})

test('What an endpoint does not take is sent again, and holds up only what follows it of the same invoice', async () => {
  await using heard = await openHeard()
  const { shop, endpoint, secret } = heard
  await shop.put('2002')
  endpoint.answer = (body) => (body.includes('"1001"') ? 500 : 204)
  await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  await recordPayment(shop.ctx, HOST, '2002', CASH, null)
  await send(shop)
  const invoices = () => endpoint.told(secret).map(({ notification: { data } }) => data.invoice)
  assert.deepEqual(invoices(), ['2002', '2002'])
  assert.equal(endpoint.received.length, 3)
  endpoint.answer = () => 204
  await send(shop)
  assert.equal(endpoint.received.length, 3, 'not before its time')
  await shop.pass(5)
  await send(shop)
  assert.deepEqual(invoices(), ['2002', '2002', '1001', '1001'])
  const [first] = endpoint.received
  assert.deepEqual(endpoint.received[3]?.headers['webhook-id'], first?.headers['webhook-id'])
  assert.equal(endpoint.received[3]?.body, first?.body)
})

test('An endpoint that takes nothing is left alone for a while, and after three days what waited is given up, shown to a person and replayable', async () => {
  await using heard = await openHeard()
  const { shop, endpoint, secret, id } = heard
  endpoint.answer = () => 302
  for (const invoice of ['1', '2', '3', '4', '5']) {
    await shop.put(invoice)
    await recordPayment(shop.ctx, HOST, invoice, CASH, null)
  }
  await send(shop)
  assert.equal(endpoint.received.length, 4, 'four at once, and none of the redirects followed')
  for (let days = 0; days < 3; days += 1) {
    await shop.pass(DAY)
    await send(shop)
  }
  const [listed] = await listEndpoints(shop.ctx, 'default')
  assert.deepEqual([listed?.waiting, listed?.dead, listed?.last_error], [1, 10, '302'], 'what is waiting is that it was given up')
  const items = (await listAllAttention(shop.ctx)).map(({ code, event }) => [code, event])
  assert.deepEqual(items, [['notifications_dead', id]])
  endpoint.answer = () => 204
  await recordPayment(shop.ctx, HOST, '1', CASH, null)
  await shop.pass(600)
  await send(shop)
  assert.deepEqual(typesOf(endpoint, secret), ['attention.opened', 'payment.recorded', 'invoice.balance_changed'])
  assert.equal(await replayNotifications(shop.ctx, id), 10)
  await send(shop)
  assert.equal(endpoint.told(secret).length, 13)
  assert.deepEqual(await listAllAttention(shop.ctx), [])
})

test('A secret is replaced without a gap, and nothing passes that is not signed with it', async () => {
  await using heard = await openHeard()
  const { shop, endpoint, secret, id } = heard
  const next = await rotateSecret(shop.ctx, id, 3600)
  await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  await send(shop)
  assert.deepEqual([endpoint.told(secret).length, endpoint.told(next).length], [2, 2])
  await shop.pass(3600)
  await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  await send(shop)
  const last = endpoint.received.at(-1)
  assert.ok(last !== undefined)
  assert.ok(verifyNotification({ ...last, secret: ['whsec_AAAA', next] }).notification !== null)
  assert.throws(() => verifyNotification({ ...last, secret }), NotificationError)
  assert.throws(() => verifyNotification({ ...last, body: last.body.replace('1000', '9000'), secret: next }), NotificationError)
  const old = { ...last.headers, 'webhook-timestamp': '1700000000' }
  assert.throws(() => verifyNotification({ ...last, headers: old, secret: next }), NotificationError)
  await removeEndpoint(shop.ctx, id)
  await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  assert.deepEqual(await takeDeliveries(shop.ctx.db, 4), [])
})

test('What was delivered is deleted after 30 days, and what still waits is not', async () => {
  await using heard = await openHeard()
  const { shop, endpoint } = heard
  await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  await send(shop)
  endpoint.answer = () => 500
  await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  const statuses = async () =>
    (await shop.db.selectFrom('notifications').select('status').orderBy('id').execute()).map(({ status }) => status)
  await shop.pass(29.9 * DAY)
  await purgeWhatWasSent(shop.ctx)
  assert.deepEqual(await statuses(), ['delivered', 'delivered', 'waiting', 'waiting'])
  await shop.pass(0.2 * DAY)
  await purgeWhatWasSent(shop.ctx)
  assert.deepEqual(await statuses(), ['waiting', 'waiting'])
})

test('One that can’t be written is given up at once, and holds up nothing', async () => {
  await using heard = await openHeard()
  const { shop, endpoint, secret } = heard
  await recordPayment(shop.ctx, HOST, '1001', CASH, null)
  await shop.db.updateTable('notifications').set({ facts: {} }).where('type', '=', 'payment.recorded').execute()
  await send(shop)
  assert.deepEqual(typesOf(endpoint, secret).toSorted(), ['attention.opened', 'invoice.balance_changed'])
})
