import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  APPROVAL_LASTS,
  leftInBooks,
  moneyLeft,
  needsApproval,
  REQUEST_STATES,
  ruleOn,
  wasNeverLetGo,
  type ApprovalRequest,
  type Ruling,
} from '../../../server/domain/refund-approval.ts'

const amount = fc.integer({ min: 0, max: 10_000 })
const limit = fc.option(amount)

describe('What a session leaves its actor', () => {
  test('is never negative, and nothing limits what has no limit', () => {
    fc.assert(
      fc.property(limit, limit, amount, amount, (maxRefund, approvalAbove, one, other) => {
        const left = moneyLeft({ maxRefund, approvalAbove }, { total: one + other, unapproved: one })
        assert.equal(left.refundLeft === null, maxRefund === null)
        assert.equal(left.withoutApproval === null, approvalAbove === null)
        assert.ok((left.refundLeft ?? 0) >= 0 && (left.withoutApproval ?? 0) >= 0)
      }),
    )
  })

  test('goes out of the books only within both limits', () => {
    fc.assert(
      fc.property(limit, limit, amount, (refundLeft, withoutApproval, wanted) => {
        const left = leftInBooks({ refundLeft, withoutApproval })
        const isWithin = wanted <= (refundLeft ?? Infinity) && wanted <= (withoutApproval ?? Infinity)
        assert.equal(wanted <= (left ?? Infinity), isWithin)
      }),
    )
  })

  test('is kept however a sum is split: whatever is refunded without a second person stays within the limit', () => {
    fc.assert(
      fc.property(amount, fc.array(amount), (approvalAbove, wanted) => {
        let unapproved = 0
        for (const each of wanted) {
          const left = moneyLeft({ maxRefund: null, approvalAbove }, { total: unapproved, unapproved })
          if (!needsApproval(each, left)) unapproved += each
        }
        assert.ok(unapproved <= approvalAbove)
      }),
    )
  })
})

const REQUEST: ApprovalRequest = { state: 'awaiting_approval', requester: 'theo', decider: null, age: 60, isDismissed: false }
const DECIDED = { ...REQUEST, decider: 'maya' }

type Case = readonly [string, Parameters<typeof ruleOn>, Ruling]

const CASES: readonly Case[] = [
  ['approved by another', ['approve', REQUEST, 'maya'], 'carry_out'],
  ['approved by who asked for it', ['approve', REQUEST, 'theo'], 'own_request'],
  ['approved again by the same person', ['approve', { ...DECIDED, state: 'recorded' }, 'maya'], 'was_carried_out'],
  ['approved again after Stripe refused it', ['approve', { ...DECIDED, state: 'rejected' }, 'maya'], 'was_carried_out'],
  ['approved after another approved it', ['approve', { ...DECIDED, state: 'open' }, 'ruth'], 'not_awaiting_approval'],
  ['approved after it was declined', ['approve', { ...DECIDED, state: 'declined' }, 'maya'], 'not_awaiting_approval'],
  ['approved too late', ['approve', { ...REQUEST, age: APPROVAL_LASTS }, 'maya'], 'not_awaiting_approval'],
  ['approved although it needed no approval', ['approve', { ...REQUEST, state: 'recorded' }, 'maya'], 'not_awaiting_approval'],
  ['declined by another', ['decline', REQUEST, 'maya'], 'carry_out'],
  ['declined by who asked for it', ['decline', REQUEST, 'theo'], 'own_request'],
  ['declined again by the same person', ['decline', { ...DECIDED, state: 'declined' }, 'maya'], 'was_carried_out'],
  ['declined after it was approved', ['decline', { ...DECIDED, state: 'open' }, 'maya'], 'not_awaiting_approval'],
  ['withdrawn by who asked for it', ['withdraw', REQUEST, 'theo'], 'carry_out'],
  ['withdrawn although it is about to expire', ['withdraw', { ...REQUEST, age: APPROVAL_LASTS }, 'theo'], 'carry_out'],
  ['withdrawn by another', ['withdraw', REQUEST, 'maya'], 'of_another'],
  ['withdrawn again', ['withdraw', { ...REQUEST, state: 'withdrawn' }, 'theo'], 'was_carried_out'],
  ['withdrawn after it was approved', ['withdraw', { ...DECIDED, state: 'open' }, 'theo'], 'not_awaiting_approval'],
  ['taken away after it was declined', ['withdraw', { ...DECIDED, state: 'declined' }, 'theo'], 'dismiss'],
  ['taken away after it expired', ['withdraw', { ...REQUEST, state: 'expired' }, 'theo'], 'dismiss'],
  ['taken away again', ['withdraw', { ...REQUEST, state: 'expired', isDismissed: true }, 'theo'], 'was_carried_out'],
]

describe('A refund that needs a second person is', () => {
  for (const [what, decision, ruling] of CASES) test(`${what}: ${ruling}`, () => assert.equal(ruleOn(...decision), ruling))

  test('let go by nobody who asked for it, and once only', () => {
    const person = fc.constantFrom('theo', 'maya', 'ruth')
    const request = fc.record({
      state: fc.constantFrom(...REQUEST_STATES),
      requester: person,
      decider: fc.option(person),
      age: fc.integer({ min: 0, max: 2 * APPROVAL_LASTS }),
      isDismissed: fc.boolean(),
    })
    fc.assert(
      fc.property(request, person, (request, actor) => {
        const ruling = ruleOn('approve', request, actor)
        if (ruling === 'carry_out') assert.ok(actor !== request.requester && request.state === 'awaiting_approval')
        if (ruling === 'was_carried_out') assert.ok(!wasNeverLetGo(request.state) && request.decider === actor)
      }),
    )
  })
})
