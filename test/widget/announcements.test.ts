import { expect, waitUntil } from '@open-wc/testing'
import type { Tab } from '../../server/contract/tab.ts'
import { json } from './support/fake-server.ts'
import { click, dialogClosed, justOpened, openDialog, stage, type, words, type Stage } from './support/stage.ts'
import { ago, book, charge, disputeOf, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', amount: 12_000 })
const cash = book('cash', 2_000, { id: 'cash' })
const theo = { name: 'Theo Lindqvist', via: 'widget' } as const
const before = tabOf({ payments: [paid, cash] })

/** The tab with one refund of it, in one state of its life. */
const withRefund = (given: Parameters<typeof refundOf>[2] = {}): Tab =>
  tabOf({
    payments: [
      { ...paid, refundable: 11_000 },
      refundOf(paid, 1_000, { id: 'back', recordedBy: theo, recordedAt: ago(0), ...given }),
      cash,
    ],
  })

const announced = (root: ParentNode): string[] => [...root.querySelectorAll('[aria-live][aria-atomic]')].map((region) => words(region))
const inTab = ({ element }: Stage): string[] => announced(element.shadowRoot ?? document)

describe('what is announced', () => {
  for (const [name, first, then, polite, assertive] of [
    ['a refund by another person', before, withRefund(), 'Theo Lindqvist refunded $10.00 just now. Balance Due is now $110.00.', ''],
    [
      'one in Stripe’s dashboard',
      before,
      withRefund({ recordedBy: { name: null, via: 'stripe_dashboard' } }),
      '$10.00 was refunded in Stripe just now. Balance Due is now $110.00.',
      '',
    ],
    [
      'one whose outcome is not known',
      before,
      withRefund({ status: 'processing' }),
      'A refund of $10.00 is being checked with Stripe.',
      '',
    ],
    [
      'one that is pending',
      withRefund({ status: 'processing' }),
      withRefund({ status: 'pending' }),
      'The refund of $10.00 is pending at Stripe. Balance Due is now $110.00.',
      '',
    ],
    [
      'one that needs the customer',
      withRefund({ status: 'pending' }),
      withRefund({ status: 'requires_action' }),
      'The refund of $10.00 needs an action of the customer.',
      '',
    ],
    [
      'one that fails later',
      withRefund(),
      withRefund({ status: 'failed' }),
      '',
      'The refund of $10.00 failed. Balance Due is now $100.00.',
    ],
    [
      'one that is canceled',
      withRefund({ status: 'pending' }),
      withRefund({ status: 'canceled' }),
      '',
      'The refund of $10.00 was canceled. Balance Due is now $100.00.',
    ],
    ['one that was never made', withRefund({ status: 'processing' }), before, '', 'The refund of $10.00 was not made.'],
    [
      'a payment that came in',
      tabOf({ payments: [cash] }),
      before,
      '$120.00 was paid: Stripe payment link. Balance Due is now $100.00.',
      '',
    ],
    [
      'a payment that was recorded',
      tabOf({ payments: [paid] }),
      before,
      'Dana Reyes recorded Cash $20.00 just now. Balance Due is now $100.00.',
      '',
    ],
    [
      'a payment that was removed',
      before,
      tabOf({ payments: [paid] }),
      'Cash $20.00 was removed just now. Balance Due is now $120.00.',
      '',
    ],
    ['a dispute', before, tabOf({ payments: [paid, cash], disputes: [disputeOf(paid)] }), '', 'A payment of $120.00 was disputed.'],
    [
      'one that was won',
      tabOf({ payments: [paid, cash], disputes: [disputeOf(paid, { id: 'du' })] }),
      tabOf({ payments: [paid, cash], disputes: [disputeOf(paid, { id: 'du', open: false, status: 'won' })] }),
      'The dispute of $120.00 was won.',
      '',
    ],
  ] as const) {
    it(`is ${name}, once, whoever made it`, async () => {
      const shown = await stage(first)
      expect(inTab(shown)).to.deep.equal(['', ''])
      shown.server.push(then)
      await waitUntil(() => inTab(shown).some((text) => text !== ''))
      expect(inTab(shown)).to.deep.equal([polite, assertive])
    })
  }

  it('is announced in the dialog while one is open, as what is below it can’t be heard', async () => {
    const shown = await stage(before)
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    shown.server.push(withRefund())
    await waitUntil(() => announced(root)[0] === 'Theo Lindqvist refunded $10.00 just now. Balance Due is now $110.00.')
    expect(root.querySelector('dialog [aria-live][aria-atomic]') !== null).to.equal(true)
    expect(inTab(shown)).to.deep.equal(['', ''])
    shown.environment.pass(501)
    click(root, '.actions button')
    await dialogClosed(shown)
    shown.environment.pass(100)
    await shown.element.updateComplete
    expect(inTab(shown)).to.deep.equal(['', ''])
  })

  it('is announced again below when it came within 500 ms before the dialog closed', async () => {
    const shown = await stage(before)
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    shown.server.push(withRefund())
    await waitUntil(() => announced(root)[0] !== '')
    shown.environment.pass(500)
    click(root, '.actions button')
    await dialogClosed(shown)
    expect(inTab(shown)).to.deep.equal(['', ''])
    shown.environment.pass(99)
    await shown.element.updateComplete
    expect(inTab(shown)).to.deep.equal(['', ''])
    shown.environment.pass(1)
    await waitUntil(() => inTab(shown)[0] === 'Theo Lindqvist refunded $10.00 just now. Balance Due is now $110.00.')
  })

  it('waits until the regions of a dialog that just opened are known', async () => {
    const shown = await stage(before)
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await justOpened(shown)
    shown.server.push(withRefund())
    await waitUntil(() => words(root.querySelector('.news')) !== '')
    expect(announced(root)).to.deep.equal(['', ''])
    shown.environment.pass(100)
    await waitUntil(() => announced(root)[0] !== '')
  })
})

describe('the outcome of a refund', () => {
  async function refundTen(then = withRefund()): Promise<Stage> {
    const shown = await stage(before)
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    type(root, '#amount', '10')
    shown.server.answer('POST refunds', () => {
      shown.server.push(then)
      return json(
        then.payments.find(({ id }) => id === 'back'),
        201,
      )
    })
    click(root, '[part="submit-button"]')
    await dialogClosed(shown)
    return shown
  }
  const actionOf = (shown: Stage): string => words(shown.row('back').querySelector('.action'))

  it('is offered to be paid another way in its row, and nothing pushes the table down', async () => {
    const shown = await stage(before)
    const topOf = (each: Stage): number => each.get('.card').getBoundingClientRect().top - each.element.getBoundingClientRect().top
    const top = topOf(shown)
    const after = await refundTen()
    expect([actionOf(after), words(after.row('back').querySelector('.details'))]).to.deep.equal([
      '+ Record $10.00 Where is it?',
      'Requested by customer Is the customer paying another way?',
    ])
    expect(topOf(after)).to.equal(top)
  })

  it('turns with its row when the refund fails later', async () => {
    const shown = await refundTen()
    shown.server.push(withRefund({ status: 'failed' }))
    await waitUntil(() => actionOf(shown) === 'Pay another way')
    expect(words(shown.row('back').querySelector('.details'))).not.to.contain('Is the customer paying another way?')
  })

  it('is offered only here, only while something is due, and no longer once a payment was recorded', async () => {
    const elsewhere = await stage(withRefund())
    expect(actionOf(elsewhere)).to.equal('Where is it?')
    const shown = await refundTen()
    shown.server.push(tabOf({ payments: [...withRefund().payments, book('check', 1_000, { id: 'check' })] }))
    await waitUntil(() => actionOf(shown) === 'Where is it?')
    const overpaid = tabOf({ invoice: { total: 5_000 }, payments: withRefund().payments })
    expect(actionOf(await refundTen(overpaid))).to.equal('Where is it?')
  })
})
