/** What keeps a charge of 1,000 from being refunded: what its row shows, and with what a call for a refund of it is refused. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DisputeFacts } from '../../../server/domain/disputes.ts'
import { refundBlocks, refundRefusal, type RefundBlock, type RefundRefusal } from '../../../server/domain/refund-blocks.ts'
import { chargeBalance, type ChargeLedger } from '../../../server/domain/refundable.ts'

const PAID: ChargeLedger = {
  currency: 'usd',
  captured: 1_000,
  requiresReader: false,
  refunds: [],
  openRequests: [],
  payouts: [],
  disputes: [],
}

const DISPUTE: DisputeFacts = {
  amount: 1_000,
  currency: 'usd',
  status: 'needs_response',
  lost: false,
  isChargeRefundable: false,
  funds: 'withdrawn',
  caseType: 'chargeback',
  acknowledged: false,
}
const LOST: DisputeFacts = { ...DISPUTE, status: 'lost', lost: true }

const refunded = (amount: number, status: 'succeeded' | 'pending' | 'failed' = 'succeeded') => ({ refunds: [{ amount, status }] })

/** The charge, what its row shows, and with what a refund of 100 is refused. */
const CASES: readonly (readonly [string, Partial<ChargeLedger>, readonly RefundBlock[], RefundRefusal | null])[] = [
  ['nothing was refunded of', {}, [], null],
  ['900 were refunded of', refunded(900), [], null],
  ['901 were refunded of', refunded(901), [], 'amount_exceeds_refundable'],
  ['all was refunded of', refunded(1_000), ['fully_refunded'], 'amount_exceeds_refundable'],
  ['a refund of all is pending of', refunded(1_000, 'pending'), ['refund_pending'], 'amount_exceeds_refundable'],
  ['a request for all is open of', { openRequests: [1_000] }, ['refund_pending'], 'amount_exceeds_refundable'],
  ['a refund failed and nothing was paid out of', refunded(1_000, 'failed'), [], null],
  [
    'a refund failed and all was paid out of',
    { ...refunded(1_000, 'failed'), payouts: [1_000] },
    ['paid_out'],
    'amount_exceeds_refundable',
  ],
  ['a dispute over all was lost of', { disputes: [LOST] }, ['dispute_lost'], 'amount_exceeds_refundable'],
  [
    'a part was paid out and the rest lost of',
    { ...refunded(400, 'failed'), payouts: [400], disputes: [{ ...LOST, amount: 600 }] },
    ['paid_out'],
    'amount_exceeds_refundable',
  ],
  ['a dispute is open of', { disputes: [DISPUTE] }, ['disputed'], 'charge_disputed'],
  ['a dispute that lets it be refunded is open of', { disputes: [{ ...DISPUTE, isChargeRefundable: true }] }, [], null],
  ['only the reader can refund', { requiresReader: true }, ['requires_reader'], 'requires_reader'],
  [
    'a dispute is open and only the reader can refund',
    { requiresReader: true, disputes: [DISPUTE] },
    ['disputed', 'requires_reader'],
    'charge_disputed',
  ],
  [
    'all was refunded and a dispute is open of',
    { ...refunded(1_000), disputes: [DISPUTE] },
    ['fully_refunded', 'disputed'],
    'charge_disputed',
  ],
  [
    'all was refunded and only the reader could refund',
    { ...refunded(1_000), requiresReader: true },
    ['fully_refunded', 'requires_reader'],
    'requires_reader',
  ],
]

describe('A charge that', () => {
  for (const [what, more, blocks, refusal] of CASES) {
    test(`${what}: ${blocks[0] ?? 'refundable'}, ${refusal ?? 'taken'}`, () => {
      const ledger = { ...PAID, ...more }
      const balance = chargeBalance(ledger)
      assert.deepEqual(refundBlocks(ledger, balance), blocks)
      assert.equal(refundRefusal(ledger, balance, 100), refusal)
    })
  }
})

describe('A refund of a charge of 1,000', () => {
  for (const [amount, refusal] of [
    [-1, 'amount_not_positive'],
    [0, 'amount_not_positive'],
    [1, null],
    [1_000, null],
    [1_001, 'amount_exceeds_refundable'],
  ] as const)
    test(`of ${amount} is ${refusal ?? 'taken'}`, () => assert.equal(refundRefusal(PAID, chargeBalance(PAID), amount), refusal))

  test('of nothing is refused for the dispute, where there is one', () => {
    const disputed = { ...PAID, disputes: [DISPUTE] }
    assert.equal(refundRefusal(disputed, chargeBalance(disputed), 0), 'charge_disputed')
  })
})

test('Of a currency whose refunds go in steps, what is less than a step counts as refunded', () => {
  const ledger = { ...PAID, currency: 'kwd', captured: 1_005, ...refunded(1_000) }
  assert.deepEqual(refundBlocks(ledger, chargeBalance(ledger)), ['fully_refunded'])
})
