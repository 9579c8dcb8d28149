import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { blocksRefunds, isInquiry, isOpen, lostAmount, type DisputeFacts } from '../../../server/domain/disputes.ts'

const chargeback: DisputeFacts = {
  amount: 500,
  currency: 'usd',
  status: 'needs_response',
  isChargeRefundable: false,
  funds: 'withdrawn',
  caseType: 'chargeback',
  acknowledged: false,
}

describe('whether a dispute is open', () => {
  for (const status of ['won', 'lost', 'warning_closed', 'prevented'])
    test(`${status} is closed`, () => assert.equal(isOpen(status), false))
  for (const status of [
    'needs_response',
    'under_review',
    'warning_needs_response',
    'warning_under_review',
    'appeal_under_review',
    'a_status_of_next_year',
    '',
  ])
    test(`“${status}” is open`, () => assert.equal(isOpen(status), true))
})

describe('whether a dispute is an inquiry', () => {
  for (const status of ['warning_needs_response', 'warning_under_review', 'warning_closed'])
    test(`${status} is one`, () => assert.equal(isInquiry(status), true))
  for (const status of ['needs_response', 'lost', 'prevented', 'early_warning_'])
    test(`${status} is none`, () => assert.equal(isInquiry(status), false))
})

describe('what a dispute took for good', () => {
  const cases: [string, Partial<DisputeFacts>, number][] = [
    ['all of a lost one', { status: 'lost' }, 500],
    ['all of a lost one, whatever moved on the balance', { status: 'lost', funds: 'unmoved' }, 500],
    ['nothing of a won one', { status: 'won', funds: 'returned' }, 0],
    ['nothing of an open one', {}, 0],
    ['nothing of a closed inquiry', { status: 'warning_closed', funds: 'unmoved' }, 0],
    ['all of a prevented one whose money was kept', { status: 'prevented' }, 500],
    ['all of a prevented one whose money was kept, whatever its kind', { status: 'prevented', caseType: 'block' }, 500],
    ['nothing of a prevented one whose money came back', { status: 'prevented', funds: 'returned', caseType: 'resolution' }, 0],
    ['all of a resolution of which no movement is known', { status: 'prevented', funds: 'unmoved', caseType: 'resolution' }, 500],
    ['nothing of a block of which no movement is known', { status: 'prevented', funds: 'unmoved', caseType: 'block' }, 0],
    ['nothing of one of no known kind, of which no movement is known', { status: 'prevented', funds: 'unmoved', caseType: null }, 0],
  ]
  for (const [name, dispute, expected] of cases) test(name, () => assert.equal(lostAmount({ ...chargeback, ...dispute }), expected))
})

describe('whether a dispute blocks refunds of its charge', () => {
  const cases: [string, Partial<DisputeFacts>, boolean][] = [
    ['an open chargeback does', {}, true],
    ['one under review does', { status: 'under_review' }, true],
    ['one of an unknown status does', { status: 'a_status_of_next_year' }, true],
    ['one that leaves the charge refundable does not', { isChargeRefundable: true }, false],
    ['an inquiry does not, whatever it says', { status: 'warning_needs_response', isChargeRefundable: false }, false],
    ['a lost one does not', { status: 'lost' }, false],
    ['a won one does not', { status: 'won' }, false],
    ['a prevented one does not', { status: 'prevented' }, false],
    ['one in another currency does', { currency: 'eur' }, true],
    ['one in another currency does, even when closed', { currency: 'eur', status: 'won', isChargeRefundable: true }, true],
    [
      'one in another currency that a person acknowledged and that was won does not',
      { currency: 'eur', status: 'won', acknowledged: true },
      false,
    ],
    ['one in another currency that a person acknowledged and that is open does', { currency: 'eur', acknowledged: true }, true],
    [
      'one in another currency that took money does, whoever acknowledged it',
      { currency: 'eur', status: 'lost', acknowledged: true },
      true,
    ],
    ['one that is open does, though a person acknowledged its charge', { acknowledged: true }, true],
  ]
  for (const [name, dispute, expected] of cases)
    test(name, () => assert.equal(blocksRefunds({ ...chargeback, ...dispute }, 'usd'), expected))
})
