import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  placeOf,
  claimedInvoice,
  isUsable,
  mayName,
  placeCodes,
  shownOn,
  type Place,
  type Marks,
  type SessionMarks,
} from '../../../server/domain/assignment.ts'

const session = (mark: string | null, reference: string | null = null): SessionMarks => ({ mark, reference })

/** It begins like ours and can’t be used: a person has to say which invoice is meant. */
const A_PERSON = Symbol('for a person to say')

describe('which invoice a charge belongs to', () => {
  const none: Marks = { charge: null, intent: null, sessions: [] }
  const cases: [string, Partial<Marks>, string | null][] = [
    ['none without marks', {}, null],
    ['none where its session says nothing', { sessions: [session(null)] }, null],
    ['the one on the charge', { charge: '1', intent: '2', sessions: [session('3', 'jeweltrak-4')] }, '1'],
    ['else the one on its payment intent', { intent: '2', sessions: [session('3', 'jeweltrak-4')] }, '2'],
    ['else the one on its checkout session', { sessions: [session('3', 'jeweltrak-4')] }, '3'],
    ['else the one in its checkout session’s reference', { sessions: [session(null, 'jeweltrak-4')] }, '4'],
    ['an empty mark on the charge is none', { charge: '', intent: '2' }, '2'],
    ['an empty mark on the intent is none', { intent: '', sessions: [session('3')] }, '3'],
    ['an empty mark on the session is none', { sessions: [session('', 'jeweltrak-4')] }, '4'],
    ['metadata takes any invoice id, as only the shop can write it', { sessions: [session('R:10.01~a')] }, 'R:10.01~a'],
    ['a second session of the same payment may name it', { sessions: [session(null, '1001'), session('3')] }, '3'],
    ['metadata of any session goes before a reference', { sessions: [session(null, 'jeweltrak-4'), session('3')] }, '3'],
  ]
  for (const [name, marks, expected] of cases) test(name, () => assert.equal(claimedInvoice({ ...none, ...marks }), expected))
})

describe('a reference, which a payer can write too,', () => {
  const longest = 'x'.repeat(128)
  const cases: [reference: string, names: string | typeof A_PERSON | null][] = [
    ['jeweltrak-1001', '1001'],
    ['jeweltrak_1001', '1001'],
    ['jeweltrak-R-10_01', 'R-10_01'],
    ['jeweltrak_R-10_01', 'R-10_01'],
    ['jeweltrak-_1', '_1'],
    ['jeweltrak--1', '-1'],
    ['jeweltrak__', '_'],
    ['jeweltrak-jeweltrak_1', 'jeweltrak_1'],
    ['jeweltrak-Ab', 'Ab'],
    // What Checkout keeps of a reference, though a payment link would not.
    ['jeweltrak-R:10.01~a', 'R:10.01~a'],
    [`jeweltrak-${longest}`, longest],
    [`jeweltrak-${longest}x`, A_PERSON],
    [`jeweltrak-${'x'.repeat(191)}`, A_PERSON],
    ['', null],
    ['jeweltrak', A_PERSON],
    ['jeweltrak-', A_PERSON],
    ['jeweltrak_', A_PERSON],
    ['1001', null],
    ['jeweltrak:1001', A_PERSON],
    ['jeweltrak1001', A_PERSON],
    ['jeweltrak 1001', A_PERSON],
    ['JewelTrak-1001', A_PERSON],
    ['JEWELTRAK-1001', A_PERSON],
    [' jeweltrak-1001', A_PERSON],
    ['jeweltrak-1001 ', A_PERSON],
    ['jeweltrak-1001\n', A_PERSON],
    ['order-jeweltrak-1001', null],
    ['jeweltrak-10 01', A_PERSON],
    ['jeweltrak-1001,1002', A_PERSON],
    ['jeweltrak-%31', A_PERSON],
    ['jeweltrak–1001', A_PERSON],
    ['jeweltrak-é', A_PERSON],
  ]
  for (const [reference, names] of cases) {
    const shown = JSON.stringify(reference.slice(0, 24))
    test(`${shown} of ${reference.length} characters names ${names === null ? 'nothing' : String(names).slice(0, 24)}`, () =>
      assert.equal(
        claimedInvoice({ charge: null, intent: null, sessions: [session(null, reference)] }),
        names === A_PERSON ? `client_reference_id ${reference}` : names,
      ))
  }
})

describe('A mark that can’t be used', () => {
  const claim = (reference: string): string => claimedInvoice({ charge: null, intent: null, sessions: [session(null, reference)] }) ?? ''

  test('is no invoice’s id, and is for a person', () => {
    assert.equal(isUsable(claim('jeweltrak:1001')), false)
    assert.equal(isUsable('10 01'), false)
    assert.equal(isUsable('1001'), true)
    assert.deepEqual(placeCodes({ ...UNKNOWN, claimed_invoice: claim('jeweltrak:1001') }, false), ['unusable_mark'])
  })

  test('counts behind every mark that can be', () => {
    assert.equal(
      claimedInvoice({ charge: null, intent: null, sessions: [session(null, 'jeweltrak:9'), session(null, 'jeweltrak-1001')] }),
      '1001',
    )
    assert.equal(claimedInvoice({ charge: null, intent: '1001', sessions: [session(null, 'jeweltrak:9')] }), '1001')
  })

  test('may name an invoice in another case, with spaces or other signs, and no other', () => {
    for (const named of [
      'R-1001',
      'r-1001',
      ' R-1001 ',
      'R 1001',
      claim('jeweltrak:R-1001'),
      claim('JEWELTRAK R-1001'),
      claim('jeweltrakr1001'),
    ])
      assert.equal(mayName(named, 'R-1001'), true, named)
    for (const named of ['R-100', 'R-10012', claim('jeweltrak:1001'), claim('jeweltrak'), ''])
      assert.equal(mayName(named, 'R-1001'), false, named)
    assert.equal(mayName('--', '--'), true)
    assert.equal(mayName('-', '--'), false)
  })
})

const ASSIGNED: Place = { assignment: 'assigned', invoice: '1001', unmatched_because: null }
const UNKNOWN: Place = { assignment: 'unmatched', invoice: null, unmatched_because: 'unknown_invoice' }
const MISMATCH: Place = { assignment: 'unmatched', invoice: null, unmatched_because: 'currency_mismatch' }
const FOREIGN: Place = { assignment: 'foreign', invoice: null, unmatched_because: null }

describe('A charge in US dollars', () => {
  for (const [what, claimed, invoice, place] of [
    ['that names no invoice is foreign', null, undefined, FOREIGN],
    ['that names no invoice is foreign, whatever invoice is known', null, { id: '1001', currency: 'usd' }, FOREIGN],
    ['that names an unknown invoice waits for it', '1001', undefined, UNKNOWN],
    ['that names an invoice in another currency waits for a person', '1001', { id: '1001', currency: 'eur' }, MISMATCH],
    ['that names an invoice in its currency is assigned to it', '1001', { id: '1001', currency: 'usd' }, ASSIGNED],
  ] as const)
    test(what, () => assert.deepEqual(placeOf(claimed, invoice, 'usd'), place))
})

describe('A charge needs a person', () => {
  for (const [what, place, hasForeignDispute, codes] of [
    ['not, where it is assigned', ASSIGNED, false, []],
    ['not, where it is foreign', FOREIGN, false, []],
    ['where its invoice is not known', UNKNOWN, false, ['unmatched']],
    ['where its invoice is in another currency', MISMATCH, false, ['currency_mismatch']],
    ['where its dispute is in another currency, wherever it is', ASSIGNED, true, ['currency_mismatch']],
    ['for both, where its invoice is not known either', UNKNOWN, true, ['unmatched', 'currency_mismatch']],
    ['once, where its invoice is in another currency too', MISMATCH, true, ['currency_mismatch']],
  ] as const)
    test(what, () => assert.deepEqual(placeCodes({ ...place, claimed_invoice: '1001' }, hasForeignDispute), codes))
})

describe('A charge is shown', () => {
  for (const [what, place, shown] of [
    ['on its invoice', ASSIGNED, '1001'],
    ['nowhere while its invoice is not known', UNKNOWN, null],
    ['on the invoice that it names in another currency', MISMATCH, '1002'],
    ['nowhere where it is foreign', FOREIGN, null],
  ] as const)
    test(what, () => assert.equal(shownOn({ ...place, claimed_invoice: '1002' }), shown))
})
