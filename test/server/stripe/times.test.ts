/** Times as Stripe gives them: seconds since 1970, and 0 or less where there is none. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseCharge } from '../../../server/stripe/objects/charge.ts'
import { parseDispute } from '../../../server/stripe/objects/dispute.ts'
import { parseRefund } from '../../../server/stripe/objects/refund.ts'

const MADE = 1_790_000_000

const charge = (created: number) => ({
  id: 'ch_1',
  amount: 100,
  amount_captured: 100,
  amount_refunded: 0,
  captured: true,
  status: 'succeeded',
  currency: 'usd',
  payment_method_details: null,
  metadata: {},
  created,
})
const refund = (created: number) => ({ id: 're_1', amount: 100, currency: 'usd', charge: 'ch_1', created, status: 'succeeded' })
const dispute = (created: number, due_by: number | null = null) => ({
  id: 'du_1',
  charge: 'ch_1',
  amount: 100,
  currency: 'usd',
  reason: 'fraudulent',
  status: 'needs_response',
  is_charge_refundable: false,
  created,
  evidence_details: { due_by, submission_count: 0 },
})

describe('a time of Stripe’s', () => {
  test('is read to the second', () => {
    const at = new Date(MADE * 1000)
    assert.deepEqual(
      [parseCharge(charge(MADE)).createdAt, parseRefund(refund(MADE)).createdAt, parseDispute(dispute(MADE)).openedAt],
      [at, at, at],
    )
    assert.deepEqual(parseDispute(dispute(MADE, MADE + 1)).evidenceDueBy, new Date((MADE + 1) * 1000))
    assert.deepEqual(parseDispute(dispute(MADE, 1)).evidenceDueBy, new Date(1000))
  })

  for (const none of [0, -1, null]) {
    test(`is none where a dispute’s deadline is ${none}`, () => assert.equal(parseDispute(dispute(MADE, none)).evidenceDueBy, null))
  }

  for (const none of [0, -1]) {
    test(`is missing where something was made at ${none}: it can’t be read, and nothing is dated 1970`, () => {
      assert.throws(() => parseCharge(charge(none)), /no charge that can be read: created does not fit/)
      assert.throws(() => parseRefund(refund(none)), /no refund that can be read: created does not fit/)
      assert.throws(() => parseDispute(dispute(none)), /no dispute that can be read: created does not fit/)
    })
  }
})
