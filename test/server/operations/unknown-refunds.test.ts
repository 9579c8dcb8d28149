import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { askRefund } from '../../../server/operations/ask-refund.ts'
import { requestRefund } from '../../../server/operations/request-refund.ts'
import { readStanding } from '../../../server/operations/read-standing.ts'
import type { Services } from '../../../server/operations/services.ts'
import { StripeUnavailable } from '../../../server/stripe/unavailable.ts'
import { HOST, openShop, person, type Shop } from '../../support/services.ts'

describe('an answer that stays unknown', () => {
  /** A refund of 600 whose first ask was lost before it reached Stripe. */
  async function lostRefund(shop: Shop): Promise<string> {
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 502 } })
    const row = await shop.refund(payment, 600, { caller: person() })
    await shop.stripe.faults({})
    await shop.stripe.newRequests()
    return row.id
  }
  const methods = async (shop: Shop): Promise<string[]> => (await shop.stripe.newRequests()).map(({ method }) => method)

  test('is asked again until 23 hours after the reservation', async () => {
    await using shop = await openShop()
    const id = await lostRefund(shop)
    await shop.age(id, 22.9)
    await shop.pass(5)
    assert.deepEqual(await methods(shop), ['GET', 'POST'])
    assert.equal((await shop.row(id)).status, 'succeeded')
  })

  test('is only looked for between 23 and 25 hours, and recorded where it is found', async () => {
    await using shop = await openShop()
    const id = await lostRefund(shop)
    await shop.age(id, 23.1)
    await shop.pass(5)
    assert.deepEqual(await methods(shop), ['GET'])
    assert.equal((await shop.row(id)).status, 'processing')
    const { charge } = await shop.row(id)
    await shop.stripe.refund(charge ?? '', 600, { metadata: { jeweltrak_refund_request: id } })
    await shop.pass(10)
    assert.deepEqual(await methods(shop), ['GET'])
    assert.equal((await shop.row(id)).status, 'succeeded')
  })

  test('is released after 25 hours by a complete list without it', async () => {
    await using shop = await openShop()
    const id = await lostRefund(shop)
    await shop.age(id, 25.1)
    await shop.pass(5)
    assert.deepEqual(await methods(shop), ['GET'])
    const tab = await shop.tab()
    assert.deepEqual(
      tab.payments.map((row) => [row.amount, row.refundable]),
      [[1_000, 1_000]],
    )
    assert.deepEqual(tab.attention, [])
    assert.equal((await shop.audit()).at(-1)?.action, 'refund_rejected')
    assert.equal((await readStanding(shop.s)).refundRequests.released, 1)
    assert.deepEqual(shop.waiting(), [])
  })

  test('is never asked where it is first looked at after 23 hours', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const stopped: Services = { ...shop.s, newId: (prefix) => (prefix === 'lease' ? stop() : shop.s.newId(prefix)) }
    const row = await requestRefund(stopped, HOST, '1001', { payment, amount: 600, reason: 'duplicate' }, 'k')
    await shop.age(row.id, 23.5)
    await shop.stripe.newRequests()
    await shop.pass(5)
    assert.deepEqual(await methods(shop), ['GET'])
    await shop.age(row.id, 25.5)
    await shop.pass(30)
    assert.equal((await shop.tab()).payments.length, 1)
  })

  test('needs a person after 25 hours where the list can’t be read, is told to the tab, and still settles by itself', async () => {
    await using shop = await openShop()
    const id = await lostRefund(shop)
    await shop.age(id, 25.1)
    await shop.stripe.faults({ api: { method: 'GET', failBefore: 1, status: 500 } })
    const { version } = await shop.tab()
    await shop.pass(5)
    const tab = await shop.tab()
    assert.partialDeepStrictEqual(tab.attention, [{ code: 'refund_unknown', payment: id }])
    assert.equal(tab.attention.length, 1)
    assert.ok(tab.version > version, 'streams are told')
    assert.equal((await shop.row(id)).status, 'processing')
    assert.equal((await readStanding(shop.s)).refundRequestsForAPerson, 1)
    await shop.stripe.faults({})
    await shop.pass(300)
    assert.deepEqual((await shop.tab()).attention, [])
    assert.equal((await shop.tab()).payments.length, 1)
  })

  test('is not released by a list that breaks off', async () => {
    await using shop = await openShop()
    const id = await lostRefund(shop)
    await shop.age(id, 25.1)
    const broken: Services = {
      ...shop.s,
      stripe: { ...shop.s.stripe, listRefunds: () => Promise.reject(new StripeUnavailable('the second page did not come')) },
    }
    await askRefund(broken, id)
    assert.equal((await shop.row(id)).status, 'processing')
  })
})

function stop(): never {
  throw new Error('the process ends here')
}
