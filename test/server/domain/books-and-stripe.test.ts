/** When the books and Stripe are the same about an invoice, of which Stripe has a charge of 1,000. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  bookedEntry,
  chargeEntry,
  isSameEntry,
  mayBelongTo,
  refundEntry,
  stripesEntries,
  verdictOf,
  type Compared,
  type RefundOfStripe,
  type StripesSide,
  type Verdict,
} from '../../../server/domain/books-and-stripe.ts'

const CHARGE = { id: 'ch_1', authorized: 1_000, captured: 1_000 }

const refund = (id: string, amount: number, more: Partial<RefundOfStripe> = {}): RefundOfStripe => ({
  id,
  amount,
  status: 'succeeded',
  balanceTransaction: `txn_${id}`,
  request: null,
  ...more,
})
const stripe = (...refunds: RefundOfStripe[]): readonly StripesSide[] => [{ charge: CHARGE, refunds }]

const charged = bookedEntry({ amount: 1_000, status: 'succeeded', refund: null, charge: 'ch_1' })
const refunded = (id: string, amount: number, status: RefundOfStripe['status'] = 'succeeded') =>
  bookedEntry({ amount: -amount, status, refund: id, charge: 'ch_1' })

const SAME: Compared = { booked: [charged], stripe: stripe(), hasOpenRequest: false, isAllKnown: true }

/** What differs from books that have the charge alone, as Stripe does. */
const CASES: readonly (readonly [string, Partial<Compared>, Verdict])[] = [
  ['both have the charge alone', {}, { is: 'same', matches: true, difference: 0 }],
  ['neither has anything', { booked: [], stripe: [] }, { is: 'same', matches: true, difference: 0 }],
  [
    'both have a refund',
    { booked: [charged, refunded('re_1', 300)], stripe: stripe(refund('re_1', 300)) },
    { is: 'same', matches: true, difference: 0 },
  ],
  [
    'the books have the refunds in another order',
    { booked: [refunded('re_2', 200), refunded('re_1', 300), charged], stripe: stripe(refund('re_1', 300), refund('re_2', 200)) },
    { is: 'same', matches: true, difference: 0 },
  ],
  ['the books lack a refund', { stripe: stripe(refund('re_1', 300)) }, { is: 'differs', matches: false, difference: -300 }],
  ['Stripe lacks a refund', { booked: [charged, refunded('re_1', 300)] }, { is: 'differs', matches: false, difference: 300 }],
  ['the books lack the charge', { booked: [] }, { is: 'differs', matches: false, difference: 1_000 }],
  [
    'the books have another amount of the charge',
    { booked: [{ ...charged, amount: 900 }] },
    { is: 'differs', matches: false, difference: 100 },
  ],
  [
    'two mistakes cancel out',
    {
      booked: [charged, refunded('re_1', 200), refunded('re_2', 300)],
      stripe: stripe(refund('re_1', 300), refund('re_2', 200)),
    },
    { is: 'differs', matches: false, difference: 0 },
  ],
  [
    'the same amount is of another refund',
    { booked: [charged, refunded('re_1', 300)], stripe: stripe(refund('re_2', 300)) },
    { is: 'differs', matches: false, difference: 0 },
  ],
  [
    'a refund failed and the books don’t know',
    { booked: [charged, refunded('re_1', 300)], stripe: stripe(refund('re_1', 300, { status: 'failed' })) },
    { is: 'differs', matches: false, difference: 300 },
  ],
  [
    'a refund is pending and the books have it as succeeded',
    { booked: [charged, refunded('re_1', 300)], stripe: stripe(refund('re_1', 300, { status: 'pending' })) },
    { is: 'differs', matches: false, difference: 0 },
  ],
  [
    'Stripe lists the release of what was not captured',
    {
      stripe: [{ charge: { ...CHARGE, authorized: 1_500 }, refunds: [refund('re_1', 500, { balanceTransaction: null })] }],
    },
    { is: 'same', matches: true, difference: 0 },
  ],
  ['Stripe doesn’t know the charge', { stripe: [null] }, { is: 'differs', matches: false, difference: -1_000 }],
  [
    'Stripe doesn’t know a charge that the books have no row of either',
    { stripe: [...stripe(), null] },
    { is: 'same', matches: false, difference: 0 },
  ],
  ['a request is open', { hasOpenRequest: true }, { is: 'same', matches: false, difference: 0 }],
  [
    'a request is open and the books lack a refund',
    { stripe: stripe(refund('re_1', 300)), hasOpenRequest: true },
    { is: 'unclear', matches: false, difference: -300 },
  ],
  ['there may be other money', { isAllKnown: false }, { is: 'same', matches: false, difference: 0 }],
]

describe('The books and Stripe, where', () => {
  for (const [what, more, verdict] of CASES) {
    test(`${what}: ${verdict.is}, ${verdict.matches ? 'matching' : 'not matching'}`, () =>
      assert.deepEqual(verdictOf({ ...SAME, ...more }), verdict))
  }
})

describe('One charge or refund is', () => {
  test('another where the books don’t have it', () => assert.equal(isSameEntry(undefined, chargeEntry(CHARGE)), false))
  test('the same charge where what is captured is booked, whatever else the row says', () => {
    const row = bookedEntry({ amount: 1_000, status: 'pending', refund: null, charge: 'ch_1' })
    assert.equal(isSameEntry(row, chargeEntry(CHARGE)), true)
  })
  test('another charge where more is captured by now', () =>
    assert.equal(isSameEntry(charged, chargeEntry({ ...CHARGE, captured: 1_001 })), false))
  test('the same refund in the same status alone', () => {
    assert.equal(isSameEntry(refunded('re_1', 300), refundEntry(refund('re_1', 300))), true)
    assert.equal(isSameEntry(refunded('re_1', 300, 'pending'), refundEntry(refund('re_1', 300))), false)
    assert.equal(isSameEntry(refunded('re_1', 301), refundEntry(refund('re_1', 300))), false)
  })
})

test('Stripe’s side is the charge and each refund, without its sign turned twice', () =>
  assert.deepEqual(stripesEntries({ charge: CHARGE, refunds: [refund('re_1', 300, { status: 'pending' })] }), [
    { id: 'ch_1', amount: 1_000, status: 'succeeded' },
    { id: 're_1', amount: -300, status: 'pending' },
  ]))

describe('Money without a place in the books', () => {
  for (const [what, code, named, belongs] of [
    ['that names no invoice is none of this one', 'unmatched', null, false],
    ['in another currency of no invoice is none of this one', 'currency_mismatch', null, false],
    ['in another currency that names this invoice may be its', 'currency_mismatch', 'inv-1', true],
    ['in another currency that names it otherwise is none of this one', 'currency_mismatch', 'INV-1', false],
    ['marked with this invoice may be its', 'unmatched', 'inv-1', true],
    ['marked with this invoice in another case may be its', 'unusable_mark', 'INV 1', true],
    ['marked with another invoice is none of this one', 'unusable_mark', 'inv-2', false],
  ] as const)
    test(what, () => assert.equal(mayBelongTo({ code, invoice: named }, 'inv-1'), belongs))
})
