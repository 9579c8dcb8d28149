import { expect, waitUntil } from '@open-wc/testing'
import type { Dispute } from '../../server/contract/tab.ts'
import { stage, words } from './support/stage.ts'
import { ago, book, charge, DAY, disputeOf, HOUR, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', action: null, blockedBy: 'disputed' })

/** The disputes of the banners, from the top. */
const shownOrder = (root: ParentNode | null): string[] =>
  [...(root?.querySelectorAll<HTMLElement>('.banner') ?? [])].map((banner) => banner.dataset['dispute'] ?? '')

describe('the order of several disputes', () => {
  const dispute = (id: string, given: Partial<Dispute> = {}): Dispute => disputeOf(paid, { id, ...given })
  const inquiry = (id: string, given: Partial<Dispute> = {}): Dispute =>
    dispute(id, { inquiry: true, status: 'warning_needs_response', ...given })

  for (const [name, disputes] of [
    [
      'overdue before nearest before far',
      [dispute('overdue', { evidenceDueBy: ago(DAY) }), dispute('near'), dispute('far', { evidenceDueBy: ago(-9 * DAY) })],
    ],
    [
      'a deadline before none, whatever its kind',
      [inquiry('due', { evidenceDueBy: ago(-9 * DAY) }), dispute('undated', { evidenceDueBy: null })],
    ],
    [
      'none before what was answered',
      [dispute('undated', { evidenceDueBy: null }), dispute('answered', { evidenceSubmitted: true, evidenceDueBy: ago(-HOUR) })],
    ],
    ['an inquiry that is due sooner before a chargeback', [inquiry('sooner'), dispute('later', { evidenceDueBy: ago(-9 * DAY) })]],
    ['a chargeback before an inquiry of the same deadline', [dispute('chargeback'), inquiry('inquiry')]],
    [
      'a chargeback before an inquiry where both are overdue',
      [dispute('chargeback', { evidenceDueBy: ago(HOUR) }), inquiry('inquiry', { evidenceDueBy: ago(DAY) })],
    ],
    [
      'a chargeback before an inquiry where both were answered',
      [dispute('chargeback', { evidenceSubmitted: true }), inquiry('inquiry', { evidenceSubmitted: true })],
    ],
    [
      'an appeal that waits for its answer before what was answered',
      [dispute('appeal', { status: 'appeal_needs_response', evidenceSubmitted: true }), dispute('answered', { evidenceSubmitted: true })],
    ],
  ] as const) {
    it(`puts ${name}`, async () => {
      const { element } = await stage(tabOf({ payments: [paid], disputes: disputes.toReversed() }))
      expect(shownOrder(element.shadowRoot)).to.deep.equal(disputes.map(({ id }) => id))
    })
  }

  it('leaves those that are equally urgent in the order in which they were opened', async () => {
    const { element } = await stage(tabOf({ payments: [paid], disputes: ['first', 'second', 'third'].map((id) => dispute(id)) }))
    expect(shownOrder(element.shadowRoot)).to.deep.equal(['first', 'second', 'third'])
  })

  it('keeps the focus on the link of its dispute when a more urgent one comes above it', async () => {
    const { element, server, get } = await stage(tabOf({ payments: [paid], disputes: [dispute('far', { evidenceDueBy: ago(-9 * DAY) })] }))
    get('[data-dispute="far"] a').focus()
    server.push(tabOf({ payments: [paid], disputes: [dispute('far', { evidenceDueBy: ago(-9 * DAY) }), dispute('near')] }))
    await waitUntil(() => shownOrder(element.shadowRoot).join() === 'near,far')
    expect(element.shadowRoot?.activeElement?.closest<HTMLElement>('.banner')?.dataset['dispute']).to.equal('far')
  })
})

describe('which payment is disputed', () => {
  const other = charge({ id: 'other', method: 'stripe_terminal', amount: 40_000, card: { brand: 'amex', last4: '1007' } })

  it('is said where the invoice has several charges: method, card, date and amount', async () => {
    const { get } = await stage(tabOf({ payments: [paid, other], disputes: [disputeOf(other, { amount: 15_000 })] }))
    expect(words(get('.banner .disputed'))).to.equal(
      'Stripe card reader · American Express •••• 1007ending in 1007 · Nov 20, 2026, 11:40 AM · $400.00',
    )
  })

  it('is said of a payment without a card too', async () => {
    const debit = charge({ id: 'debit', card: null })
    const { get } = await stage(tabOf({ payments: [debit, other], disputes: [disputeOf(debit)] }))
    expect(words(get('.banner .disputed'))).to.equal('Stripe payment link · Nov 20, 2026, 11:40 AM · $120.00')
  })

  it('goes without saying where there is one charge, whatever else was paid or given back', async () => {
    const { find } = await stage(tabOf({ payments: [paid, refundOf(paid, 2_000), book('cash', 4_000)], disputes: [disputeOf(paid)] }))
    expect(find('.banner .disputed') === null).to.equal(true)
  })

  it('is not guessed where the payment is not on the invoice', async () => {
    const { find } = await stage(tabOf({ payments: [paid, other], disputes: [disputeOf(other, { payment: null })] }))
    expect(find('.banner') !== null && find('.banner .disputed') === null).to.equal(true)
  })
})

describe('a dispute in money', () => {
  const terms = async (given: Partial<Dispute>, of = paid): Promise<string> => {
    const { get } = await stage(tabOf({ payments: [of], disputes: [disputeOf(of, given)] }))
    return words(get('.stake'))
  }
  const away = { withdrawnAt: null }

  it('names Stripe’s fee in its own currency, and adds it to what is at stake only where that is the dispute’s', async () => {
    expect(await terms({ ...away, fee: { amount: 1_500, currency: 'usd' } })).to.equal('Stripe’s fee $15.00 At stake $135.00')
    expect(await terms({ ...away, fee: { amount: 2_000, currency: 'eur' } })).to.equal('Stripe’s fee €20.00 At stake $120.00 + €20.00')
    expect(await terms({ ...away, fee: null })).to.equal('At stake $120.00')
    expect(await terms({ ...away, fee: { amount: 0, currency: 'usd' } })).to.equal('At stake $120.00')
  })

  it('says what was refunded already, and since when the money is away', async () => {
    const refunded = { ...paid, refunded: 4_000, refundable: 8_000 }
    expect(await terms({ fee: null, withdrawnAt: '2026-11-20T12:00:00Z' }, refunded)).to.equal(
      'Already refunded $40.00 At stake $120.00 Money away since Nov 20, 2026',
    )
  })

  it('says of an inquiry that a full refund resolves it, as long as something can be refunded', async () => {
    const inquiry = { inquiry: true, status: 'warning_needs_response', withdrawnAt: null, fee: null }
    for (const [refundable, said] of [
      [12_000, true],
      [0, false],
    ] as const) {
      const of = { ...paid, refundable }
      const { get } = await stage(tabOf({ payments: [of], disputes: [disputeOf(of, inquiry)] }))
      expect(words(get('.banner')).includes('A full refund resolves it.')).to.equal(said)
    }
  })

  it('tells what evidence usually answers its reason, once it is asked', async () => {
    const { get, find } = await stage(tabOf({ payments: [paid], disputes: [disputeOf(paid, { reason: 'product_not_received' })] }))
    get('.banner summary').click()
    await waitUntil(() => words(find('jeweltrak-usual-evidence')?.shadowRoot ?? null) !== '')
    expect(words(find('jeweltrak-usual-evidence')?.shadowRoot ?? null)).to.equal(
      'Proof of delivery: signed pickup, tracking number, the customer’s messages.',
    )
  })
})

describe('an appeal', () => {
  for (const status of ['appeal_needs_response', 'appeal_under_review']) {
    it(`is distinguished from a first dispute: ${status}`, async () => {
      const { get } = await stage(tabOf({ payments: [paid], disputes: [disputeOf(paid, { status })] }))
      expect(words(get('.banner-title'))).to.equal('Appeal of a lost dispute: $120.00')
    })
  }
})
