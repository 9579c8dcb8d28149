import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { blocksRefunds, disputeSteps, isInquiry, isLost, isOpen, lostAmount, type DisputeFacts } from '../../../server/domain/disputes.ts'

const chargeback: DisputeFacts = {
  amount: 500,
  currency: 'usd',
  status: 'needs_response',
  lost: false,
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

describe('whether a dispute counts as lost', () => {
  const cases: [string, string, boolean, boolean][] = [
    ['from lost on', 'lost', false, true],
    ['while it is appealed against', 'appeal_under_review', true, true],
    ['by whatever name', 'a_status_of_next_year', true, true],
    ['until it is won', 'won', true, false],
    ['not while it is open for the first time', 'under_review', false, false],
  ]
  for (const [name, status, before, expected] of cases) test(name, () => assert.equal(isLost(status, before), expected))
})

describe('what the audit log says of a dispute', () => {
  const cases: [string, string | null, string, string[]][] = [
    ['that it was opened', null, 'needs_response', ['dispute_opened']],
    ['its beginning and its end where it is over when it is first seen', null, 'lost', ['dispute_opened', 'dispute_closed']],
    ['a change while it is open', 'needs_response', 'under_review', ['dispute_changed']],
    ['that it was closed', 'under_review', 'won', ['dispute_closed']],
    ['a change where it is reopened', 'won', 'needs_response', ['dispute_changed']],
    ['a change from one end to another', 'won', 'lost', ['dispute_changed']],
  ]
  for (const [name, before, now, expected] of cases) test(name, () => assert.deepEqual(disputeSteps(before, now), expected))
})

describe('what a dispute took for good', () => {
  const cases: [string, Partial<DisputeFacts>, number][] = [
    ['all of a lost one', { status: 'lost', lost: true }, 500],
    ['all of a lost one, whatever moved on the balance', { status: 'lost', lost: true, funds: 'unmoved' }, 500],
    ['all of a lost one that is appealed against', { status: 'appeal_under_review', lost: true }, 500],
    [
      'nothing of one that was prevented after it was lost, whose money came back',
      { status: 'prevented', lost: true, funds: 'returned' },
      0,
    ],
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
    ['a lost one does not', { status: 'lost', lost: true }, false],
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
      { currency: 'eur', status: 'lost', lost: true, acknowledged: true },
      true,
    ],
    ['one that is open does, though a person acknowledged its charge', { acknowledged: true }, true],
  ]
  for (const [name, dispute, expected] of cases)
    test(name, () => assert.equal(blocksRefunds({ ...chargeback, ...dispute }, 'usd'), expected))
})
