import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { paid } from '../../../server/domain/balance.ts'
import type { DisputeFacts } from '../../../server/domain/disputes.ts'
import { REFUND_STATUSES } from '../../../server/domain/refund-statuses.ts'
import { chargeBalance, sum, type ChargeLedger, type ChargeBalance } from '../../../server/domain/refundable.ts'
import { bookOffer, chargeOffer, REFUND_OFFER } from '../../../server/domain/row-actions.ts'

const lost: DisputeFacts = {
  amount: 400,
  currency: 'usd',
  status: 'lost',
  lost: true,
  isChargeRefundable: false,
  funds: 'withdrawn',
  caseType: 'chargeback',
  acknowledged: false,
}

function ledger(more: Partial<ChargeLedger> = {}): ChargeLedger {
  return { currency: 'usd', captured: 1000, requiresReader: false, refunds: [], openRequests: [], payouts: [], disputes: [], ...more }
}

describe('what remains refundable of a charge of 1,000', () => {
  const cases: [string, Partial<ChargeLedger>, Partial<ChargeBalance>][] = [
    ['is all of it at first', {}, { refunded: 0, underway: 0, lost: 0, remaining: 1000, refundable: 1000, disputed: false }],
    [
      'is less what was refunded',
      { refunds: [{ amount: 300, status: 'succeeded' }] },
      { refunded: 300, underway: 0, remaining: 700, refundable: 700 },
    ],
    ['is less what is pending', { refunds: [{ amount: 300, status: 'pending' }] }, { refunded: 0, underway: 300, refundable: 700 }],
    [
      'is less what requires action',
      { refunds: [{ amount: 300, status: 'requires_action' }] },
      { refunded: 0, underway: 300, refundable: 700 },
    ],
    ['is not less what failed', { refunds: [{ amount: 300, status: 'failed' }] }, { refunded: 0, underway: 0, refundable: 1000 }],
    ['is not less what was canceled', { refunds: [{ amount: 300, status: 'canceled' }] }, { refunded: 0, underway: 0, refundable: 1000 }],
    ['is less what is requested', { openRequests: [100, 50] }, { refunded: 0, underway: 150, refundable: 850 }],
    [
      'is not more than was captured gone from Stripe where a request no longer fits',
      { refunds: [{ amount: 900, status: 'succeeded' }], openRequests: [800] },
      { remainingAtStripe: 100, remaining: -700, refundable: 0 },
    ],
    [
      'is less what was paid out in place of what failed',
      { refunds: [{ amount: 300, status: 'failed' }], payouts: [200, 50] },
      { paidOut: 250, remaining: 750, remainingAtStripe: 1000, refundable: 750 },
    ],
    ['is less what a dispute took', { disputes: [lost] }, { lost: 400, refundable: 600, disputed: false }],
    ['is less every dispute that was lost', { disputes: [lost, { ...lost, amount: 100 }] }, { lost: 500, refundable: 500 }],
    [
      'counts all of these together',
      {
        refunds: [
          { amount: 100, status: 'succeeded' },
          { amount: 30, status: 'pending' },
          { amount: 500, status: 'failed' },
        ],
        openRequests: [70],
        payouts: [150],
        disputes: [lost],
      },
      { refunded: 100, underway: 100, paidOut: 150, lost: 400, remainingAtStripe: 470, remaining: 250, refundable: 250 },
    ],
    [
      'is served as 0 where more left than came in',
      { refunds: [{ amount: 900, status: 'succeeded' }], disputes: [lost] },
      { remaining: -300, refundable: 0 },
    ],
    [
      'is nothing while a dispute in another currency is not acknowledged',
      { disputes: [{ ...lost, currency: 'eur' }] },
      { lost: 0, remaining: 1000, refundable: 0, disputed: true },
    ],
    [
      'is all of it once a person has seen to a dispute in another currency that was won',
      { disputes: [{ ...lost, currency: 'eur', status: 'won', lost: false, acknowledged: true }] },
      { lost: 0, remaining: 1000, refundable: 1000, disputed: false },
    ],
    [
      'is nothing where a dispute in another currency was lost, whoever acknowledged it',
      { disputes: [{ ...lost, currency: 'eur', acknowledged: true }] },
      { lost: 0, remaining: 1000, refundable: 0, disputed: true },
    ],
    [
      'is blocked, not lost, while a dispute is open',
      { disputes: [{ ...lost, status: 'needs_response', lost: false }] },
      { lost: 0, refundable: 1000, disputed: true },
    ],
    [
      'is whole steps of the currency, of a charge in dinars',
      { currency: 'kwd', disputes: [{ ...lost, currency: 'kwd', amount: 345 }] },
      { remainingAtStripe: 655, remaining: 650, refundable: 650 },
    ],
    [
      'is nothing where less than a step is left',
      { currency: 'isk', refunds: [{ amount: 900, status: 'succeeded' }], disputes: [{ ...lost, currency: 'isk', amount: 45 }] },
      { remainingAtStripe: 55, remaining: 0, refundable: 0 },
    ],
    [
      'is counted exactly where more left than came in, whatever the steps',
      { currency: 'ugx', refunds: [{ amount: 1045, status: 'succeeded' }] },
      { remainingAtStripe: -45, remaining: -45, refundable: 0 },
    ],
  ]
  for (const [name, books, expected] of cases) {
    test(name, () => {
      const balance = chargeBalance(ledger(books))
      assert.deepEqual({ ...balance, ...expected }, balance)
    })
  }

  test('is never negative, never more than was captured, and never more than what remains', () => {
    fc.assert(
      fc.property(anyLedger, (books) => {
        const { refundable, remaining, underway, refunded } = chargeBalance(books)
        assert.ok(refundable >= 0 && refundable <= books.captured)
        assert.ok(refundable === 0 || refundable === remaining)
        assert.ok(underway >= 0 && refunded >= 0)
      }),
    )
  })

  test('lets everything that is requested within it fit', () => {
    fc.assert(
      fc.property(anyLedger, fc.array(fc.integer({ min: 1, max: 400 })), (books, wanted) => {
        let now = { ...books, openRequests: [...books.openRequests] }
        const before = Math.max(0, chargeBalance(now).remaining)
        for (const amount of wanted)
          if (amount <= chargeBalance(now).refundable) now = { ...now, openRequests: [...now.openRequests, amount] }
        assert.ok(sum(now.openRequests) - sum(books.openRequests) <= before)
      }),
    )
  })
})

describe('what a charge’s row offers', () => {
  const all = { refund: true, record: true, remove: true, audit: true, approve: true }
  const done = { refunds: [{ amount: 1000, status: 'succeeded' as const }] }
  const open: DisputeFacts = { ...lost, status: 'needs_response', lost: false }
  const cases: [string, Partial<ChargeLedger>, string | null][] = [
    ['a refund', {}, null],
    ['a refund of the rest', { refunds: [{ amount: 999, status: 'succeeded' }] }, null],
    ['nothing when it is fully refunded', done, 'fully_refunded'],
    ['nothing when more than all was refunded', { refunds: [{ amount: 1001, status: 'succeeded' }] }, 'fully_refunded'],
    ['“fully refunded” before all else', { ...done, disputes: [lost, open], requiresReader: true }, 'fully_refunded'],
    ['nothing when all was paid out another way', { refunds: [{ amount: 1000, status: 'failed' }], payouts: [1000] }, 'paid_out'],
    ['“paid out” before “lost” and “pending”', { payouts: [500], openRequests: [100], disputes: [lost] }, 'paid_out'],
    ['a refund of what a payout left', { payouts: [999] }, null],
    ['nothing when a dispute took it all', { disputes: [{ ...lost, amount: 1000 }] }, 'dispute_lost'],
    [
      '“lost”, not “fully refunded”, when part was refunded and the rest lost',
      { refunds: [{ amount: 600, status: 'succeeded' }], disputes: [lost] },
      'dispute_lost',
    ],
    [
      '“lost” where what a dispute left is less than a step of the currency',
      { currency: 'kwd', disputes: [{ ...lost, currency: 'kwd', amount: 995 }] },
      'dispute_lost',
    ],
    [
      '“fully refunded” where the rest is less than a step of the currency',
      { currency: 'isk', captured: 1045, refunds: [{ amount: 1000, status: 'succeeded' }] },
      'fully_refunded',
    ],
    ['“lost” before “pending”', { refunds: [{ amount: 600, status: 'pending' }], disputes: [lost] }, 'dispute_lost'],
    ['nothing while the rest is pending', { refunds: [{ amount: 1000, status: 'pending' }] }, 'refund_pending'],
    ['nothing while the rest is requested', { openRequests: [1000] }, 'refund_pending'],
    ['“pending” before “disputed”', { openRequests: [1000], disputes: [open] }, 'refund_pending'],
    ['nothing while a dispute is open', { disputes: [open], requiresReader: true }, 'disputed'],
    ['nothing while a dispute in another currency is not acknowledged', { disputes: [{ ...lost, currency: 'eur' }] }, 'disputed'],
    ['a refund of what a lost dispute left', { disputes: [lost] }, null],
    ['nothing where the reader must do it', { requiresReader: true }, 'requires_reader'],
  ]
  for (const [name, books, expected] of cases) {
    test(name, () =>
      assert.deepEqual(chargeOffer(ledger(books), chargeBalance(ledger(books)), all, false), {
        action: expected === null ? 'refund' : null,
        blockedBy: expected,
      }),
    )
  }

  test('nothing to whom refunding is not permitted', () => {
    const offer = (books: ChargeLedger) => chargeOffer(books, chargeBalance(books), { ...all, refund: false }, false)
    assert.deepEqual(offer(ledger()), { action: null, blockedBy: 'permission' })
    assert.deepEqual(offer(ledger({ requiresReader: true })), { action: null, blockedBy: 'requires_reader' })
  })

  test('nothing while Stripe does not accept the key, where a refund could be made at all', () => {
    const offer = (books: ChargeLedger) => chargeOffer(books, chargeBalance(books), { ...all, refund: false }, true)
    assert.deepEqual(offer(ledger()), { action: null, blockedBy: 'stripe_key_refused' })
    assert.deepEqual(offer(ledger({ requiresReader: true })), { action: null, blockedBy: 'requires_reader' })
  })

  test('removal of a book row, to whom that is permitted', () => {
    assert.deepEqual(bookOffer(all), { action: 'remove', blockedBy: null })
    assert.deepEqual(bookOffer({ ...all, remove: false }), { action: null, blockedBy: 'permission' })
  })

  test('nothing on a refund, without a reason', () => assert.deepEqual(REFUND_OFFER, { action: null, blockedBy: null }))

  test('a refund never where nothing can be refunded', () => {
    fc.assert(
      fc.property(anyLedger, (books) =>
        assert.ok(chargeOffer(books, chargeBalance(books), all, false).action === null || chargeBalance(books).refundable > 0),
      ),
    )
  })
})

describe('what was paid', () => {
  const counted = ['succeeded', 'pending', 'requires_action'] as const
  const not = ['failed', 'canceled', 'processing'] as const
  for (const status of counted)
    test(`counts a row that is ${status}`, () =>
      assert.equal(
        paid([
          { amount: 1000, status: 'succeeded' },
          { amount: -300, status },
        ]),
        700,
      ))
  for (const status of not)
    test(`does not count a row that is ${status}`, () =>
      assert.equal(
        paid([
          { amount: 1000, status: 'succeeded' },
          { amount: -300, status },
        ]),
        1000,
      ))
  test('is nothing without rows', () => assert.equal(paid([]), 0))
})

const amount = fc.integer({ min: 1, max: 1200 })
const anyLedger: fc.Arbitrary<ChargeLedger> = fc.record({
  currency: fc.constant('usd'),
  captured: amount,
  requiresReader: fc.boolean(),
  refunds: fc.array(fc.record({ amount, status: fc.constantFrom(...REFUND_STATUSES) }), { maxLength: 5 }),
  openRequests: fc.array(amount, { maxLength: 3 }),
  payouts: fc.array(amount, { maxLength: 3 }),
  disputes: fc.array(
    fc.record({
      amount,
      currency: fc.constantFrom('usd', 'eur'),
      status: fc.constantFrom('lost', 'won', 'prevented', 'needs_response', 'warning_closed'),
      lost: fc.boolean(),
      isChargeRefundable: fc.boolean(),
      funds: fc.constantFrom('unmoved', 'withdrawn', 'returned'),
      caseType: fc.constantFrom('chargeback', 'resolution', 'block', null),
      acknowledged: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
})
