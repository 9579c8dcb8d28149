import { expect, waitUntil } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import type { Tab } from '../../server/contract/tab.ts'
import { click, openDialog, stage, type, words, type Stage } from './support/stage.ts'
import { ago, book, charge, disputeOf, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', amount: 113_530 })
const cash = book('cash', 4_000, { id: 'cash' })
const theo = { name: 'Theo Lindqvist', via: 'widget' } as const
const before = tabOf({ invoice: { total: 120_000 }, payments: [paid, cash] })

/** Theo refunded $200.00 of it. */
const refunded = tabOf({
  invoice: { total: 120_000 },
  payments: [{ ...paid, refundable: 93_530, refunded: 20_000 }, refundOf(paid, 20_000, { recordedBy: theo, recordedAt: ago(0) }), cash],
})
const disputed = tabOf({
  invoice: { total: 120_000 },
  payments: [{ ...paid, refundable: 0, action: null, blockedBy: 'disputed' }, cash],
  disputes: [disputeOf(paid)],
})

async function open(part: string, tab = before): Promise<{ shown: Stage; root: ShadowRoot }> {
  const shown = await stage(tab)
  click(shown.get('.card'), `[part="${part}"]`)
  return { shown, root: await openDialog(shown) }
}

const button = (root: ShadowRoot): HTMLElement | null => root.querySelector<HTMLElement>('[part="submit-button"]')
const amount = (root: ShadowRoot): string | undefined => root.querySelector<HTMLInputElement>('#amount')?.value
const news = (root: ShadowRoot): string => words(root.querySelector('.news'))
const alerts = (root: ShadowRoot): string => [...root.querySelectorAll('[role="alert"]')].map((region) => words(region)).join('')

async function push({ shown, root }: { shown: Stage; root: ShadowRoot }, tab: Tab): Promise<void> {
  shown.server.push(tab)
  await waitUntil(() => news(root) !== '', 'the dialog to say what changed')
}

describe('a refund dialog whose payment changes', () => {
  it('says who refunded how much, keeps the amount that it showed, and offers what is left', async () => {
    const { shown, root } = await open('refund-button')
    await push({ shown, root }, refunded)
    expect(news(root)).to.equal('Theo Lindqvist refunded $200.00 just now. $935.30 can still be refunded. Use $935.30')
    expect(amount(root)).to.equal('1135.30')
    click(root, '[data-use]')
    await waitUntil(() => amount(root) === '935.30')
    expect(words(button(root))).to.equal('Refund $935.30')
    expect(root.querySelector('[data-use]') === null).to.equal(true)
  })

  it('takes no press within a second of the change, and says why', async () => {
    const { shown, root } = await open('refund-button')
    type(root, '#amount', '10.00')
    await push({ shown, root }, refunded)
    button(root)?.click()
    await waitUntil(() => alerts(root) === 'This changed a moment ago, so nothing was done. Read what changed, then press again.')
    button(root)?.focus()
    shown.environment.pass(999)
    await sendKeys({ press: 'Enter' })
    expect(shown.server.seen('POST refunds').length).to.equal(0)
    shown.environment.pass(1)
    await waitUntil(() => button(root)?.getAttribute('aria-disabled') === 'false')
    shown.server.hang('POST refunds')
    await sendKeys({ press: 'Enter' })
    await waitUntil(() => shown.server.seen('POST refunds').length === 1)
    expect(alerts(root)).to.equal('')
  })

  for (const [name, after, reason, happened] of [
    [
      'is disputed',
      disputed,
      'This payment is disputed and can’t be refunded while the dispute is open.',
      'A payment of $1,135.30 was disputed.',
    ],
    [
      'is refunded in full in Stripe',
      tabOf({
        invoice: { total: 120_000 },
        payments: [
          { ...paid, refundable: 0, refunded: 113_530, action: null, blockedBy: 'fully_refunded' },
          refundOf(paid, 113_530, { recordedBy: { name: null, via: 'stripe_dashboard' } }),
        ],
      }),
      'This payment is fully refunded. Nothing is left to refund.',
      '$1,135.30 was refunded in Stripe just now.',
    ],
  ] as const) {
    it(`gives way to the reason and Close when it ${name}`, async () => {
      const { shown, root } = await open('refund-button')
      await push({ shown, root }, after)
      expect([words(root.querySelector('form')).includes(reason), news(root)]).to.deep.equal([true, happened])
      expect([root.querySelector('#amount'), button(root)]).to.deep.equal([null, null])
      expect(words(root.activeElement)).to.equal('Close')
      click(root, '.actions button')
      await waitUntil(() => shown.find('.dialog') === null)
    })
  }

  it('says nothing of rows that it is not about, and nothing of its own refund', async () => {
    const { shown, root } = await open('refund-button')
    shown.server.push(tabOf({ invoice: { total: 120_000 }, payments: [paid, cash, book('check', 2_000, { id: 'check' })] }))
    await waitUntil(() => shown.find('[data-payment="check"]') !== null)
    shown.server.answer('POST refunds', () => new Response(null, { status: 502 }))
    click(root, '[part="submit-button"]')
    await waitUntil(() => words(button(root)) === 'Check again')
    shown.server.push(refunded)
    await waitUntil(() => shown.find('[data-method="stripe_refund"]') !== null)
    expect(news(root)).to.equal('')
  })
})

describe('the other dialogs, when what they are about changes', () => {
  it('recording: says who recorded what, keeps the amount, and offers what is due now', async () => {
    const { shown, root } = await open('record-button')
    expect(amount(root)).to.equal('24.70')
    const check = book('check', 1_000, { id: 'check', recordedBy: theo })
    await push({ shown, root }, tabOf({ invoice: { total: 120_000 }, payments: [paid, cash, check] }))
    expect([news(root), amount(root)]).to.deep.equal(['Theo Lindqvist recorded Check $10.00 just now. Use $14.70', '24.70'])
    button(root)?.click()
    click(root, '[data-use]')
    await waitUntil(() => amount(root) === '14.70')
    expect(shown.server.seen('POST payments').length).to.equal(0)
  })

  it('paying another way: gives way when the refund was paid out by someone else', async () => {
    const failed = refundOf(paid, 4_500, { id: 'failed', status: 'failed' })
    const { shown, root } = await open('pay-button', tabOf({ payments: [paid, failed] }))
    const done = refundOf(paid, 4_500, { id: 'failed', status: 'failed', refund: { paidOut: 4_500 } })
    await push({ shown, root }, tabOf({ payments: [paid, done, book('cash', -4_500, { replaces: 'failed', recordedBy: theo })] }))
    expect(words(root.querySelector('form'))).to.contain('This refund has been paid out in full. Nothing is left to pay.')
    expect([news(root), button(root)]).to.deep.equal(['Theo Lindqvist paid out Cash $45.00 just now.', null])
  })

  it('removing: gives way when the payment was removed by someone else', async () => {
    const { shown, root } = await open('remove-button')
    await push({ shown, root }, tabOf({ invoice: { total: 120_000 }, payments: [paid] }))
    expect(words(root.querySelector('form'))).to.contain('This payment was removed already.')
    expect([news(root), button(root)]).to.deep.equal(['Cash $40.00 was removed just now.', null])
  })
})
