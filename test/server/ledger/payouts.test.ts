/** A refund that failed or was canceled is paid out another way: no more than it was of, and never beside a refund to the card. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import type { RecordBookPayment } from '../../../server/contract/requests.ts'
import type { Payment } from '../../../server/contract/tab.ts'
import { ApiError } from '../../../server/context/errors.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { paymentOf } from '../../support/answers.ts'
import { HOST, openShop, person, refusalOf, type Shop } from '../../support/shop.ts'

const payOut = (shop: Shop, replaces: string, amount: number, more: Partial<RecordBookPayment> = {}, key: string | null = null) =>
  paymentOf(shop.ctx, person(), '1001', { method: 'cash', amount, direction: 'out', replaces, ...more }, key)

interface FailedRefund {
  readonly charge: string
  /** The charge's row, and the refund's. */
  readonly payment: string
  readonly row: string
}

/** A charge of 1,000 of which 400 were refunded in the dashboard, for nothing. */
async function isFailed(shop: Shop, status: 'failed' | 'canceled' = 'failed'): Promise<FailedRefund> {
  const { charge, payment } = await shop.paid(1_000)
  const refund = await shop.stripe.refund(charge, 400, { outcome: 'requires_action' })
  await shop.stripe.moveRefund(refund, { status })
  await shop.deliver()
  const row = (await shop.tab()).payments.find((one) => one.refund?.id === refund)
  assert.equal(row?.status, status)
  return { charge, payment, row: row.id }
}

const figures = async (shop: Shop, { payment, row }: FailedRefund) => {
  const { refundable, blockedBy } = await shop.row(payment)
  return { refundable, blockedBy, paidOut: (await shop.row(row)).refund?.paidOut }
}

const codeOf = (error: unknown): string => (error instanceof ApiError ? error.code : inspect(error))

const tooMuch = (refundable: number) => ({ code: 'amount_exceeds_refundable', refundable })

for (const status of ['failed', 'canceled'] as const) {
  test(`a refund that is ${status} is paid out in parts until they reach its sum, each made once for its key`, async () => {
    await using shop = await openShop()
    const refund = await isFailed(shop, status)
    assert.deepEqual(await figures(shop, refund), { refundable: 1_000, blockedBy: null, paidOut: 0 })
    const part = await payOut(shop, refund.row, 300, {}, 'k')
    assert.partialDeepStrictEqual(part, { replaces: refund.row, amount: -300 })
    assert.equal((await payOut(shop, refund.row, 300, {}, 'k')).id, part.id)
    assert.deepEqual(await figures(shop, refund), { refundable: 700, blockedBy: null, paidOut: 300 })
    assert.deepEqual(await refusalOf(payOut(shop, refund.row, 101)), tooMuch(100))
    await payOut(shop, refund.row, 100, { method: 'store_credit' })
    assert.deepEqual(await figures(shop, refund), { refundable: 600, blockedBy: null, paidOut: 400 })
    assert.deepEqual(await refusalOf(payOut(shop, refund.row, 1)), tooMuch(0))
    assert.equal((await shop.tab()).invoice.paid, 600)
  })
}

test('what was paid out another way can’t be refunded to the card again, until the payout is removed', async () => {
  await using shop = await openShop()
  const refund = await isFailed(shop)
  const { id } = await payOut(shop, refund.row, 400)
  assert.deepEqual(await refusalOf(shop.refund(refund.payment, 601)), tooMuch(600))
  await shop.refund(refund.payment, 600)
  assert.deepEqual(await figures(shop, refund), { refundable: 0, blockedBy: 'paid_out', paidOut: 400 })
  assert.deepEqual((await shop.tab()).attention, [])
  await removePayment(shop.ctx, HOST, '1001', id)
  assert.deepEqual(await figures(shop, refund), { refundable: 400, blockedBy: null, paidOut: 0 })
  assert.equal((await shop.refund(refund.payment, 400)).status, 'succeeded')
})

test('what was refunded to the card again can’t be paid out another way', async () => {
  await using shop = await openShop()
  const refund = await isFailed(shop)
  await shop.refund(refund.payment, 700)
  assert.deepEqual(await refusalOf(payOut(shop, refund.row, 301)), tooMuch(300))
  await payOut(shop, refund.row, 300)
  assert.deepEqual(await figures(shop, refund), { refundable: 0, blockedBy: 'paid_out', paidOut: 300 })
})

test('a key that paid out one refund is refused for another', async () => {
  await using shop = await openShop()
  const one = await isFailed(shop)
  const other = await isFailed(shop)
  await payOut(shop, one.row, 100, {}, 'k')
  assert.equal((await refusalOf(payOut(shop, other.row, 100, {}, 'k'))).code, 'idempotency_key_reused')
})

test('a payout is refused for another direction, for what did not fail, and for another invoice’s refund', async () => {
  await using shop = await openShop()
  const refund = await isFailed(shop)
  const { payment } = await shop.paid(1_000)
  const done = await shop.refund(payment, 100)
  const cash = await payOut(shop, refund.row, 100)
  await shop.put('1002')
  const code = async (call: Promise<Payment>): Promise<string> => (await refusalOf(call)).code
  assert.equal(await code(payOut(shop, refund.row, 100, { direction: 'in' })), 'invalid_request')
  assert.equal(await code(payOut(shop, done.id, 100)), 'invalid_request')
  assert.equal(await code(payOut(shop, payment, 100)), 'invalid_request')
  assert.equal(await code(payOut(shop, cash.id, 100)), 'invalid_request')
  assert.equal(await code(payOut(shop, refund.row, 0)), 'amount_not_positive')
  const elsewhere = { method: 'cash', amount: 100, direction: 'out', replaces: refund.row } as const
  assert.equal(await code(paymentOf(shop.ctx, HOST, '1002', elsewhere, null)), 'not_found')
})

describe('at the same moment', () => {
  test('several payouts never give more than the refund was of', async () => {
    await using shop = await openShop()
    const refund = await isFailed(shop)
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => payOut(shop, refund.row, 150)))
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 2)
    assert.equal((await figures(shop, refund)).paidOut, 300)
  })

  test('of a payout and a refund to the card that need the same money only one passes, whichever is first', async () => {
    await using shop = await openShop()
    for (const isFirst of [true, false, true, false, true, false]) {
      const refund = await isFailed(shop)
      const calls = [() => payOut(shop, refund.row, 400), () => shop.refund(refund.payment, 1_000)]
      const outcomes = await Promise.allSettled((isFirst ? calls : calls.toReversed()).map((call) => call()))
      const codes = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'made' : codeOf(outcome.reason)))
      assert.deepEqual(codes.toSorted(), ['amount_exceeds_refundable', 'made'])
      const { blockedBy } = await shop.row(refund.payment)
      assert.ok(blockedBy === null || blockedBy === 'fully_refunded', String(blockedBy))
    }
  })
})
