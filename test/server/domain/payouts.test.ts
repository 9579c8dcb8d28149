import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { leftToPayOut, payoutBlock, type ReplacedRefund } from '../../../server/domain/payouts.ts'
import { REFUND_STATUSES, type RefundStatus } from '../../../server/domain/refund-statuses.ts'
import { chargeBalance, sum, type ChargeLedger, type ChargeBalance } from '../../../server/domain/refundable.ts'

const failed: ReplacedRefund = { amount: 180, status: 'failed', payouts: [] }

function charge(more: Partial<ChargeLedger> = {}): ChargeBalance {
  const { amount, status, payouts } = failed
  return chargeBalance({
    currency: 'usd',
    captured: 500,
    requiresReader: false,
    refunds: [{ amount, status }],
    openRequests: [],
    payouts,
    disputes: [],
    ...more,
  })
}

test('Only a refund that failed or was canceled may be replaced, and only by money that goes out', () => {
  const block = (kind: 'charge' | 'refund' | 'book', status: RefundStatus, direction: 'in' | 'out') =>
    payoutBlock({ kind, status }, direction)
  for (const status of REFUND_STATUSES) {
    const isOver = status === 'failed' || status === 'canceled'
    assert.equal(block('refund', status, 'out'), isOver ? null : 'not_replaceable', status)
    assert.equal(block('refund', status, 'in'), isOver ? 'not_out' : 'not_replaceable', status)
    assert.equal(block('charge', status, 'out'), 'not_replaceable', status)
    assert.equal(block('book', status, 'out'), 'not_replaceable', status)
  }
})

const cases: [string, Partial<ReplacedRefund>, ChargeBalance | null, number][] = [
  ['all of it at first', {}, charge(), 180],
  ['what earlier payouts left', { payouts: [100, 30] }, charge({ payouts: [100, 30] }), 50],
  ['nothing once they reach its sum', { payouts: [100, 80] }, charge({ payouts: [100, 80] }), 0],
  ['nothing of one that succeeded', { status: 'succeeded' }, charge(), 0],
  ['nothing of one that is pending', { status: 'pending' }, charge(), 0],
  ['nothing, where its charge is not known', {}, null, 0],
  ['what the charge has left, where it was refunded again', {}, charge({ refunds: [{ amount: 400, status: 'succeeded' }] }), 100],
  ['nothing, where the charge is to be refunded again', {}, charge({ openRequests: [500] }), 0],
]
for (const [name, refund, balance, left] of cases)
  test(`There is left to pay out in a refund’s place ${name}`, () => assert.equal(leftToPayOut({ ...failed, ...refund }, balance), left))

test('However it is paid out, in parts, the parts never exceed the refund nor what its charge has', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 8 }), fc.integer({ min: 0, max: 500 }), (wanted, again) => {
      let payouts: readonly number[] = []
      for (const amount of wanted) {
        const balance = charge({ payouts, openRequests: [again] })
        if (amount <= leftToPayOut({ ...failed, payouts }, balance)) payouts = [...payouts, amount]
      }
      assert.ok(sum(payouts) <= Math.min(180, 500 - again))
    }),
  )
})
