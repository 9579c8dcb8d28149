/** The books are put back to a backup while Stripe goes on: what was refunded since is not refunded again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuditPage } from '../../../server/contract/responses.ts'
import { Payment } from '../../../server/contract/tab.ts'
import type { Api } from '../../support/api.ts'
import { until, untilIs, untilIncludes } from '../../support/until.ts'
import { askForRefund, openShopWithBackups } from './shop-with-backups.ts'

/** Asks again until the store's refunds are served, as `Retry-After` says; each answer before that is `unavailable`. */
async function untilServed(ask: () => ReturnType<typeof askForRefund>): Promise<{ status: number; code: string | null; json: unknown }> {
  let answer = await ask()
  await until(async () => {
    if (answer.status !== 503) return true
    assert.deepEqual([answer.code, Number(answer.headers.get('retry-after')) > 0], ['unavailable', true])
    answer = await ask()
    return false
  })
  return answer
}

async function recordings(api: Api, invoice: string) {
  const { entries } = AuditPage.parse((await api.call('GET', `/v1/invoices/${invoice}/audit`)).json)
  return entries.filter(({ action }) => action === 'stripe_refund_recorded').map(({ actor, data }) => ({ actor, claimed: data['claimed'] }))
}

test('A refund made after the backup is not made again under its key: the answer is that refund', async () => {
  await using shop = await openShopWithBackups()
  await shop.host().putInvoice('1')
  const payment = await shop.paid('1', 100_00)
  await shop.backUp()
  const body = { payment, amount: 20_00, reason: 'duplicate' }
  const first = Payment.parse((await askForRefund(shop.host(), '1', body, 'order-7-return')).json)

  await shop.restore()
  const again = await untilServed(() => askForRefund(shop.host(), '1', body, 'order-7-return'))
  assert.equal((await shop.refundsAtStripe()).length, 1)
  assert.equal(again.status, 201)
  const { id, amount, recordedBy, refund } = Payment.parse(again.json)
  assert.deepEqual(
    { id, amount, recordedBy, refund: refund?.id },
    { id: first.id, amount: -20_00, recordedBy: { name: null, via: 'host' }, refund: first.refund?.id },
  )
  assert.deepEqual(await recordings(shop.host(), '1'), [{ actor: { name: null, via: 'host' }, claimed: true }])
  assert.equal((await askForRefund(shop.host(), '1', { ...body, amount: 20_01 }, 'order-7-return')).code, 'idempotency_key_reused')
})

test('A person’s refund keeps the person’s key: the same key of another person requests another refund', async () => {
  await using shop = await openShopWithBackups()
  await shop.host().putInvoice('1')
  const payment = await shop.paid('1', 100_00)
  await shop.backUp()
  const body = { payment, amount: 20_00, note: 'two sizes too small' }
  const asPerson = async (id: string): Promise<Api> =>
    shop.server().api(await shop.host().openSession('1', { actor: { id, name: `Person ${id}` } }))
  await askForRefund(await asPerson('7'), '1', body, 'k')

  await shop.restore()
  const again = await untilServed(async () => askForRefund(await asPerson('7'), '1', body, 'k'))
  assert.equal((await shop.refundsAtStripe()).length, 1)
  assert.deepEqual(Payment.parse(again.json).recordedBy, { name: null, via: 'widget' })
  const other = await untilServed(async () => askForRefund(await asPerson('8'), '1', body, 'k'))
  assert.equal(other.status, 201)
  assert.equal((await shop.refundsAtStripe()).length, 2)
})

test('Until the store matches Stripe again its refunds are refused and its tabs say why; another store is not held up', async () => {
  await using shop = await openShopWithBackups()
  for (const store of ['default', 'other'] as const) await shop.host(store).putInvoice('1')
  const payment = await shop.paid('1', 100_00)
  const theirs = await shop.paid('1', 100_00, 'other')
  await shop.backUp()
  await askForRefund(shop.host(), '1', { payment, amount: 20_00 }, 'before')
  await shop.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1, method: 'GET', path: '/v1/charges' } })

  await shop.restore()
  const attention = async () => (await shop.host().tab('1')).attention.map(({ code }) => code)
  await untilIncludes(async () => (await attention()).join(), 'restored')
  const version = (await shop.host().tab('1')).version
  assert.equal((await askForRefund(shop.host(), '1', { payment, amount: 1_00 }, 'another')).code, 'unavailable')
  assert.equal((await askForRefund(shop.host('other'), '1', { payment: theirs, amount: 1_00 }, 'theirs')).status, 201)
  assert.deepEqual((await shop.host('other').tab('1')).attention, [])

  await shop.simulator.control('DELETE', '/_sim/faults')
  await untilIs(async () => (await attention()).length, 0)
  assert.ok((await shop.host().tab('1')).version > version)
  assert.equal((await askForRefund(shop.host(), '1', { payment, amount: 1_00 }, 'another')).status, 201)
  assert.deepEqual(
    (await shop.refundsAtStripe()).map(({ amount }) => amount),
    [20_00, 1_00, 1_00],
  )
})

test('A store whose refunds can’t be read at Stripe refunds nothing blindly', async () => {
  await using shop = await openShopWithBackups()
  await shop.host().putInvoice('1')
  const payment = await shop.paid('1', 100_00)
  await shop.backUp()
  await askForRefund(shop.host(), '1', { payment, amount: 20_00 }, 'k')
  await shop.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1, status: 500, method: 'GET', path: '/v1/refunds' } })

  await shop.restore()
  const again = await askForRefund(shop.host(), '1', { payment, amount: 20_00 }, 'k')
  assert.deepEqual([again.status, again.code], [503, 'unavailable'])
  await shop.simulator.control('DELETE', '/_sim/faults')
  assert.equal((await untilServed(() => askForRefund(shop.host(), '1', { payment, amount: 20_00 }, 'k'))).status, 201)
  assert.equal((await shop.refundsAtStripe()).length, 1)
})

test('Every refund carries at Stripe who requested it, and under which key', async () => {
  await using shop = await openShopWithBackups()
  await shop.host().putInvoice('1')
  const payment = await shop.paid('1', 100_00)
  const id = `person ${'é'.repeat(193)}`
  const session = await shop.host().openSession('1', { actor: { id, name: 'Ada Vance' } })
  const made = Payment.parse((await askForRefund(shop.server().api(session), '1', { payment, amount: 5_00 }, 'k')).json)
  const [refund] = await shop.refundsAtStripe()
  const { jeweltrak_key: key, ...metadata } = refund?.metadata ?? {}
  assert.deepEqual(metadata, {
    jeweltrak_refund_request: made.id,
    jeweltrak_invoice: '1',
    jeweltrak_store: 'default',
    jeweltrak_via: 'widget',
    jeweltrak_actor: id,
  })
  assert.match(key ?? '', /^[0-9a-f]{64}$/)
})
