import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { misfitOf, type ClosableRequest, type Misfit, type NamingRefund } from '../../../server/domain/refund-requests.ts'

const REQUEST: ClosableRequest = { id: 'pay_1', charge: 'ch_1', amount: 300, currency: 'usd', refund: null, state: 'open' }
const REFUND: NamingRefund = { id: 're_1', charge: 'ch_1', amount: 300, currency: 'usd', request: 'pay_1' }

type Case = readonly [string, Partial<ClosableRequest>, Partial<NamingRefund>, string | null, Misfit | null]

const CASES: readonly Case[] = [
  ['names it, of the same charge, amount and currency', {}, {}, null, null],
  ['names no request', {}, { request: null }, null, null],
  ['closed it already', { refund: 're_1' }, {}, 'pay_1', null],
  ['is of another charge', {}, { charge: 'ch_2' }, null, 'other_terms'],
  ['is of another amount', {}, { amount: 299 }, null, 'other_terms'],
  ['is in another currency', {}, { currency: 'eur' }, null, 'other_terms'],
  ['names another request', {}, { request: 'pay_2' }, null, 'names_another'],
  ['comes after the one that closed it', { refund: 're_0' }, {}, null, 'closed_by_another'],
  ['names it although nobody approved it', { state: 'awaiting_approval' }, {}, null, 'never_let_go'],
  ['names it although it was declined', { state: 'declined' }, {}, null, 'never_let_go'],
  ['names it although Stripe rejected it', { state: 'rejected' }, {}, null, null],
  ['closed another request', {}, {}, 'pay_2', 'closes_another'],
  ['closed another request and names none', {}, { request: null }, 'pay_2', 'closes_another'],
]

describe('A refund request, and a refund that', () => {
  for (const [what, request, refund, closes, misfit] of CASES)
    test(`${what}: ${misfit ?? 'closes it'}`, () =>
      assert.equal(misfitOf({ ...REQUEST, ...request }, { ...REFUND, ...refund }, closes), misfit))
})
