import { expect, waitUntil } from '@open-wc/testing'
import type { ThreadStep } from '../../server/contract/responses.ts'
import { json, problem } from './support/fake-server.ts'
import { click, stage, words, type Stage } from './support/stage.ts'
import { ago, charge, DAY, disputeOf, HOUR, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', recordedAt: ago(9 * DAY), refundable: 9_000, refunded: 3_000 })
const back = refundOf(paid, 3_000, { id: 'back' })
const tab = tabOf({ payments: [paid, back] })

function step(what: ThreadStep['what'], more: Partial<ThreadStep> & { readonly payment?: string } = {}): ThreadStep {
  const { data = {}, payment = 'paid', ...rest } = more
  return { at: ago(HOUR), what, actor: { name: null, via: 'stripe' }, amount: 12_000, currency: 'usd', data: { payment, ...data }, ...rest }
}

const dana = { name: 'Dana Reyes', via: 'widget' } as const
const refund = { actor: dana, amount: -3_000, payment: 'back' }

const STEPS: ThreadStep[] = [
  step('stripe_payment_recorded', { at: ago(9 * DAY) }),
  step('refund_requested', { ...refund, at: ago(5 * DAY), data: { reason: 'duplicate', note: 'Wrong ring' } }),
  step('stripe_refund_recorded', { ...refund, at: ago(5 * DAY - 1_000), data: { status: 'pending', reason: 'duplicate' } }),
  step('stripe_refund_changed', {
    amount: -3_000,
    payment: 'back',
    at: ago(4 * DAY),
    data: { from: 'pending', to: 'failed', failureReason: 'lost_or_stolen_card', pendingReason: null, reference: null },
  }),
  step('payment_recorded', { ...refund, payment: 'cash', at: ago(3 * DAY), data: { method: 'cash', note: null, replaces: 'back' } }),
  step('refund_requested', { ...refund, payment: 'other', at: ago(2 * DAY + 1_000), data: { reason: 'duplicate', note: null } }),
  step('refund_rejected', {
    ...refund,
    payment: 'other',
    at: ago(2 * DAY),
    data: { state: 'rejected', stripeCode: 'charge_already_refunded' },
  }),
  step('dispute_opened', { at: ago(DAY), data: { dispute: 'du_1', status: 'needs_response', reason: 'fraudulent', reopened: false } }),
  step('dispute_closed', { at: ago(HOUR), data: { dispute: 'du_1', from: 'under_review', status: 'lost', reason: 'fraudulent' } }),
]

async function unfolded(steps: () => Response = () => json({ steps: STEPS })): Promise<Stage & { readonly root: ShadowRoot }> {
  const shown = await stage(tab)
  shown.server.answer('GET payments/paid/thread', steps)
  click(shown.row('paid'), '[part="thread-button"]')
  await waitUntil(() => shown.find('jeweltrak-payment-thread')?.shadowRoot != null)
  const root = shown.find('jeweltrak-payment-thread')?.shadowRoot
  if (root == null) throw new Error('there is no thread')
  return { ...shown, root }
}

const said = (root: ShadowRoot): string[] => [...root.querySelectorAll('li > :last-child')].map((each) => words(each))

describe('the thread of a payment', () => {
  it('unfolds from its row and folds again: each refund with its changes, payouts and disputes, who and from where', async () => {
    const shown = await unfolded()
    const { root } = shown
    await waitUntil(() => root.querySelector('ol') !== null)
    expect(said(root)).to.deep.equal([
      'Paid $120.00: Stripe payment link',
      'Refund of $30.00: Pending Duplicate Wrong ring',
      'Refund of $30.00: Failed The customer’s card was reported lost or stolen.',
      'Paid out another way: Cash $30.00',
      'Refund of $30.00 requested Duplicate',
      'Refund of $30.00 not made Stripe says this payment has already been fully refunded.',
      'Disputed: $120.00 The cardholder says they did not make this payment.',
      'The dispute was lost',
    ])
    expect(words(root.querySelectorAll('li')[1]?.querySelector('.second') ?? null)).to.equal('Dana Reyes')
    expect(words(root.querySelector('li .second'))).to.equal('Stripe')
    expect([...root.querySelectorAll('a')].map(({ href, textContent }) => `${textContent} ${href}`)).to.deep.equal([
      'Open in Stripe https://dashboard.stripe.test/payments/ch_paid',
      'Receipt https://pay.stripe.test/receipts/paid',
    ])
    const button = shown.get('[part="thread-button"]')
    expect(button.getAttribute('aria-expanded')).to.equal('true')
    expect(button.getAttribute('aria-label')).to.equal('History of the payment of $120.00 on Nov 14, 2026')
    button.click()
    await waitUntil(() => shown.find('jeweltrak-payment-thread') === null)
  })

  it('is read again when something of the invoice changes, and not because time goes on', async () => {
    const { server, environment, root } = await unfolded()
    const reads = (): number => server.seen('GET payments/paid/thread').length
    await waitUntil(() => root.querySelector('ol') !== null)
    environment.pass(30_000)
    expect(reads()).to.equal(1)
    server.push({ ...tab, disputes: [disputeOf(paid)] })
    await waitUntil(() => reads() === 2)
  })

  it('says that it can’t be read, and is read when asked again', async () => {
    let answers = false
    const { root } = await unfolded(() => (answers ? json({ steps: STEPS.slice(0, 1) }) : problem('unavailable')))
    await waitUntil(() => root.querySelector('[role="alert"]') !== null)
    expect(words(root.querySelector('[role="alert"]'))).to.equal('The history could not be loaded. Try again')
    answers = true
    click(root, 'button')
    await waitUntil(() => said(root).length === 1)
  })
})
