import { expect, waitUntil } from '@open-wc/testing'
import { json } from './support/fake-server.ts'
import { click, openDialog, stage, type, words, type Stage } from './support/stage.ts'
import { book, charge, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', amount: 12_000, refundable: 8_000, refunded: 4_000 })
const tab = tabOf({
  invoice: { total: 20_000 },
  payments: [paid, refundOf(paid, 4_000), book('cash', 2_000, { id: 'cash' })],
})

async function open(part: string, given = tab): Promise<{ shown: Stage; root: ShadowRoot }> {
  const shown = await stage(given)
  click(shown.get('.card'), `[part="${part}"]`)
  return { shown, root: await openDialog(shown) }
}

const changes = (root: ShadowRoot): string[] => [...root.querySelectorAll('.changes > div')].map((line) => words(line))
const submitWords = (root: ShadowRoot): string => words(root.querySelector('[part="submit-button"]'))
const title = (root: ShadowRoot): string => words(root.querySelector('h2'))

describe('before → after', () => {
  it('is shown for a refund, follows the amount, and has no after while that can’t be read', async () => {
    const { root } = await open('refund-button')
    expect(changes(root)).to.deep.equal([
      'Paid $100.00 →becomes $20.00',
      'Balance Due $100.00 →becomes $180.00',
      'Refundable $80.00 →becomes $0.00',
    ])
    type(root, '#amount', '12.5')
    await waitUntil(() => changes(root)[2] === 'Refundable $80.00 →becomes $67.50')
    type(root, '#amount', 'x')
    await waitUntil(() => changes(root)[2] === 'Refundable $80.00')
  })

  it('is shown for a payment that is recorded, in and out', async () => {
    const { root } = await open('record-button')
    expect(changes(root)).to.deep.equal(['Paid $100.00 →becomes $200.00', 'Balance Due $100.00 →becomes $0.00'])
    const failed = refundOf(paid, 4_500, { id: 'failed', status: 'failed' })
    const out = await open('pay-button', tabOf({ invoice: { total: 12_000 }, payments: [paid, failed] }))
    expect(changes(out.root)).to.deep.equal(['Paid $120.00 →becomes $75.00', 'Balance Due $0.00 →becomes $45.00'])
  })

  it('is shown for a payment that is removed', async () => {
    const { root } = await open('remove-button')
    expect(changes(root)).to.deep.equal(['Paid $100.00 →becomes $80.00', 'Balance Due $100.00 →becomes $120.00'])
  })
})

describe('recording more than is due', () => {
  it('is said in amber, and the button becomes “Record anyway”', async () => {
    const { shown, root } = await open('record-button')
    type(root, '#amount', '150')
    await waitUntil(() => words(root.querySelector('.beyond')) === '$50.00 more than is due: the invoice will be overpaid.')
    expect(submitWords(root)).to.equal('Record anyway')
    shown.server.answer('POST payments', () => json(book('cash', 15_000), 201))
    click(root, '[part="submit-button"]')
    await waitUntil(() => shown.server.seen('POST payments').length === 1)
  })

  it('is said of money that goes out beyond what the customer is owed, too', async () => {
    const { root } = await open('record-button', tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 12_000)] }))
    expect(root.querySelector('.beyond') === null).to.equal(true)
    type(root, '#amount', '25')
    await waitUntil(() => words(root.querySelector('.beyond')) === '$5.00 more than the customer is owed: it will be due on the invoice.')
  })

  it('is not what “+ Record Payment” invites to: it is filled only while something is due', async () => {
    const due = await stage(tab)
    expect(due.get('[part="record-button"]').classList.contains('filled')).to.equal(true)
    const done = await stage(tabOf({ invoice: { total: 12_000 }, payments: [book('cash', 12_000)] }))
    expect(done.get('[part="record-button"]').classList.contains('filled')).to.equal(false)
  })
})

describe('the title of a dialog', () => {
  for (const [part, name] of [
    ['refund-button', 'Refund payment'],
    ['record-button', 'Record payment'],
    ['remove-button', 'Remove this payment?'],
  ] as const) {
    it(`names customer and invoice: ${name}`, async () => {
      expect(title((await open(part)).root)).to.equal(`${name} Ada Park · Invoice 1001`)
      const nobody = tabOf({ invoice: { total: 20_000, number: 'A-7', customer: null }, payments: tab.payments })
      expect(title((await open(part, nobody)).root)).to.equal(`${name} Invoice A-7`)
    })
  }
})
