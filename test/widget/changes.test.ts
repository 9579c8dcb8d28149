import { expect } from '@open-wc/testing'
import type { Tab } from '../../server/contract/tab.ts'
import { changes } from '../../widget/tab/changes.ts'
import { book, charge, disputeOf, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid' })
const cash = book('cash', 2_000, { id: 'cash' })
const refund = refundOf(paid, 1_000, { id: 'back' })
const dispute = disputeOf(paid, { id: 'du' })
const won = { ...dispute, open: false, status: 'won' }

/** Tabs whose sums are the same, so that only what is listed differs. */
const tab = (parts: Parameters<typeof tabOf>[0]): Tab => tabOf({ ...parts, invoice: { paid: 0, balance: 0 } })
const refundIs = (status: Parameters<typeof refundOf>[2]): Tab =>
  tab({ payments: [paid, refundOf(paid, 1_000, { id: 'back', ...status })] })

describe('what happened between two tabs', () => {
  for (const [name, before, after, dispatched] of [
    ['a payment that was added', tab({}), tab({ payments: [cash] }), ['payment-recorded']],
    ['a book row that was removed', tab({ payments: [cash] }), tab({}), ['payment-removed']],
    ['a payment that stays', tab({ payments: [cash] }), tab({ payments: [cash] }), []],
    ['a refund that was added and succeeded', tab({ payments: [paid] }), refundIs({}), ['refund-succeeded']],
    ['a refund that was added and is pending', tab({ payments: [paid] }), refundIs({ status: 'pending' }), []],
    ['a refund that was added and failed', tab({ payments: [paid] }), refundIs({ status: 'failed' }), ['refund-failed']],
    ['a refund that goes through', refundIs({ status: 'pending' }), refundIs({}), ['refund-succeeded']],
    ['a refund that fails after it succeeded', refundIs({}), refundIs({ status: 'failed' }), ['refund-failed']],
    ['a refund that is canceled', refundIs({ status: 'pending' }), refundIs({ status: 'canceled' }), ['refund-failed']],
    ['a refund that stays as it was', refundIs({}), refundIs({}), []],
    ['a refund that was rejected, whose row goes', refundIs({ status: 'processing' }), tab({ payments: [paid] }), []],
    ['a dispute that is opened', tab({ payments: [paid] }), tab({ payments: [paid], disputes: [dispute] }), ['dispute-opened']],
    ['a dispute that is there already', tab({ disputes: [dispute] }), tab({ disputes: [dispute] }), []],
    ['a dispute that is closed', tab({ disputes: [dispute] }), tab({ disputes: [won] }), []],
    ['a dispute that is opened again', tab({ disputes: [won] }), tab({ disputes: [dispute] }), ['dispute-opened']],
    ['a closed dispute that comes late', tab({}), tab({ disputes: [won] }), []],
    ['another sum that is due', tabOf({ invoice: { balance: 1 } }), tabOf({ invoice: { balance: 2 } }), ['balance-changed']],
    [
      'another sum that was paid',
      tabOf({ invoice: { paid: 1, balance: 0 } }),
      tabOf({ invoice: { paid: 2, balance: 0 } }),
      ['balance-changed'],
    ],
  ] as const) {
    it(`of ${name} ${dispatched.length === 0 ? 'dispatches nothing' : `dispatches ${dispatched.join(', ')}`}`, () => {
      expect(changes(before, after).map(({ type }) => type)).to.deep.equal(dispatched.map((event) => `jeweltrak-${event}`))
    })
  }

  it('names what was added, removed, refunded and disputed', () => {
    const told = changes(
      tab({ payments: [paid, cash] }),
      tab({ payments: [paid, refund, book('check', 500, { id: 'new' })], disputes: [dispute] }),
    )
    const named = ['refund', 'payment', 'dispute'].flatMap((member) =>
      told.flatMap((event) => Reflect.get(Object(Reflect.get(event, member)), 'id') ?? []),
    )
    expect(named).to.deep.equal(['back', 'new', 'cash', 'du'])
  })

  it('names the row, and the balance before', () => {
    const [failed, , balance] = changes(
      tabOf({ payments: [paid, refund] }),
      tabOf({ payments: [paid, { ...refund, status: 'failed' }, book('cash', 500)] }),
    )
    expect(failed).to.deep.include({ problem: null })
    expect(Reflect.get(failed ?? {}, 'refund')).to.deep.include({ id: 'back', status: 'failed' })
    expect(balance).to.deep.include({ previousBalance: 24_000 - 11_000 })
  })
})
