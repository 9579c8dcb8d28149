import { expect, waitUntil } from '@open-wc/testing'
import { stage, words } from './support/stage.ts'
import { states } from './support/states.ts'
import { ago, book, charge, DAY, disputeOf, refundOf, tabOf } from './support/tabs.ts'

const cell = (row: HTMLElement, name: string): string => words(row.querySelector(`.${name}`))

describe('the table', () => {
  it('shows total, paid and balance due, and how the books compare with Stripe', async () => {
    const { get } = await stage(tabOf({ invoice: { total: 24_000 }, payments: [charge({ amount: 12_050 })] }))
    expect(words(get('dl'))).to.equal('Total $240.00 Paid $120.50 Balance Due $119.50')
    expect(words(get('.sync-state'))).to.equal('Matches Stripe, checked 2 min ago')
  })

  it('offers “Sync now” to who may do anything here, and to nobody else', async () => {
    const nothing = { refund: false, record: false, remove: false, audit: false }
    for (const permission of ['record', 'audit'] as const) {
      const { find } = await stage(tabOf({ permissions: { ...nothing, [permission]: true } }))
      expect(find('[part~=sync-button]') !== null, permission).to.equal(true)
    }
    const { find, get } = await stage(tabOf({ permissions: nothing }))
    expect(find('[part~=sync-button]') === null).to.equal(true)
    expect(words(get('.sync-state'))).to.equal('Matches Stripe, checked 2 min ago')
  })

  it('offers Refund on a refundable charge and Remove on a book row, and neither on a refund', async () => {
    const paid = charge({ id: 'paid', refundable: 8_000, refunded: 4_000 })
    const { row } = await stage(tabOf({ payments: [paid, refundOf(paid, 4_000, { id: 'back' }), book('cash', 2_000, { id: 'cash' })] }))
    expect(cell(row('paid'), 'action')).to.equal('Refund')
    expect(cell(row('cash'), 'action')).to.equal('Remove')
    expect(cell(row('back'), 'action')).to.equal('Where is it?')
  })

  it('says “Fully refunded” in the place of the Refund button', async () => {
    const { row } = await stage(
      tabOf({ payments: [charge({ id: 'paid', refundable: 0, refunded: 12_000, action: null, blockedBy: 'fully_refunded' })] }),
    )
    expect(cell(row('paid'), 'action')).to.equal('Fully refunded')
    expect(row('paid').querySelector('.action .badge')?.className).to.equal('badge grey')
  })

  for (const [blockedBy, said] of [
    ['paid_out', 'Paid out another way'],
    ['dispute_lost', 'Lost to a dispute'],
    ['refund_pending', 'Refund underway'],
    ['disputed', 'No refund while disputed'],
    ['requires_reader', 'Refund at the card reader'],
    ['stripe_key_refused', 'No refund: Stripe does not accept the key'],
    ['permission', ''],
  ] as const) {
    it(`says ${said === '' ? 'nothing' : `“${said}”`} where a refund is blocked by ${blockedBy}`, async () => {
      const { row } = await stage(tabOf({ payments: [charge({ id: 'paid', action: null, blockedBy })] }))
      expect(cell(row('paid'), 'action')).to.equal(said)
    })
  }

  it('puts each refund directly under its charge, negative, in red, with a real minus sign', async () => {
    const first = charge({ id: 'first', recordedAt: ago(5 * DAY) })
    const second = charge({ id: 'second', recordedAt: ago(4 * DAY) })
    const { element, row } = await stage(tabOf({ payments: [first, second, refundOf(first, 1_200, { id: 'back' })] }))
    const order = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[data-payment]') ?? [])].map((each) => each.dataset['payment'])
    expect(order).to.deep.equal(['first', 'back', 'second'])
    expect(cell(row('back'), 'amount')).to.equal('−$12.00')
    expect(cell(row('back'), 'method')).to.contain('Stripe refund')
    expect(row('back').classList.contains('under')).to.equal(true)
    const red = getComputedStyle(row('back').querySelector('.amount .negative') ?? row('back')).color
    expect(red).to.equal('rgb(180, 35, 24)')
  })

  it('strikes through the amount of a refund that failed or was canceled, and says why', async () => {
    const { element } = await stage(states['refund life']?.() ?? tabOf())
    const struck = [...(element.shadowRoot?.querySelectorAll('s') ?? [])].map((each) => words(each))
    expect(struck).to.deep.equal(['−$90.00', '−$30.00'])
    expect(words(element.shadowRoot?.querySelector('[data-status="failed"] .details') ?? null)).to.contain(
      'The customer’s card has expired or was canceled.',
    )
  })

  for (const [reason, said] of [
    ['charge_for_pending_refund_disputed', 'The customer disputed the payment while the refund was pending.'],
    ['declined', 'The customer’s bank declined the refund.'],
    ['expired_or_canceled_card', 'The customer’s card has expired or was canceled.'],
    ['insufficient_funds', 'The Stripe balance was too low for too long.'],
    ['lost_or_stolen_card', 'The customer’s card was reported lost or stolen.'],
    ['merchant_request', 'The refund was stopped at the shop’s request.'],
    ['unknown', 'gave no reason.'],
    ['a_reason_of_tomorrow', 'gave no reason.'],
    [null, 'gave no reason.'],
  ] as const) {
    it(`says in plain words that a refund failed because of ${reason}`, async () => {
      const paid = charge()
      const { row } = await stage(
        tabOf({ payments: [paid, refundOf(paid, 500, { id: 'back', status: 'failed', refund: { failureReason: reason } })] }),
      )
      expect(cell(row('back'), 'status')).to.equal('Failed')
      expect(cell(row('back'), 'details')).to.contain(said)
    })
  }

  for (const [status, pendingReason, badge, said] of [
    ['processing', null, 'Checking with Stripe…', ''],
    ['pending', 'insufficient_funds', 'Pending', 'Top up the Stripe balance'],
    ['pending', 'charge_pending', 'Pending', 'once the original payment has cleared'],
    ['pending', 'processing', 'Pending', 'The bank is working on it.'],
    ['requires_action', null, 'Needs action', 'The customer has to act'],
    ['succeeded', null, 'Refunded', ''],
    ['canceled', null, 'Canceled', 'No money went out.'],
  ] as const) {
    it(`calls a refund that is ${status}${pendingReason === null ? '' : ` for ${pendingReason}`} “${badge}”`, async () => {
      const paid = charge()
      const { row } = await stage(tabOf({ payments: [paid, refundOf(paid, 500, { id: 'back', status, refund: { pendingReason } })] }))
      expect(cell(row('back'), 'status')).to.equal(badge)
      expect(cell(row('back'), 'details')).to.contain(said)
    })
  }

  it('shows times in the store’s time zone and names card, note and who recorded it', async () => {
    const { row } = await stage(
      tabOf({
        payments: [charge({ id: 'paid', recordedAt: '2026-11-20T03:30:00Z', note: 'Deposit' }), book('check', 100, { id: 'check' })],
      }),
    )
    expect(cell(row('paid'), 'date')).to.equal('Nov 19, 2026 10:30 PM')
    expect(cell(row('paid'), 'method')).to.equal('Stripe payment link Visa •••• 4242ending in 4242')
    expect(cell(row('paid'), 'details')).to.equal('Deposit')
    expect(cell(row('check'), 'date')).to.contain('Dana Reyes')
  })

  it('leaves a won or lost badge on the row of a closed dispute, in the place of “Paid” where the money is gone', async () => {
    const won = charge({ id: 'won' })
    const lost = charge({ id: 'lost', lost: 12_000, refundable: 0, action: null, blockedBy: 'dispute_lost' })
    const { row, find } = await stage(
      tabOf({
        payments: [won, lost],
        disputes: [disputeOf(won, { status: 'won', open: false }), disputeOf(lost, { status: 'lost', open: false })],
      }),
    )
    expect(cell(row('won'), 'status')).to.equal('Paid Dispute won')
    expect(cell(row('lost'), 'status')).to.equal('Dispute lost')
    expect(find('.banner') === null).to.equal(true)
  })

  it('says of a charge all that became of its disputes: one that was won hides neither a lost nor an open one', async () => {
    const paid = charge({ id: 'paid', lost: 2_000, refundable: 0, action: null, blockedBy: 'disputed' })
    const { row } = await stage(
      tabOf({
        payments: [paid],
        disputes: [
          disputeOf(paid, { amount: 1_000, status: 'lost', open: false, openedAt: ago(9 * DAY) }),
          disputeOf(paid, { amount: 1_000, status: 'lost', open: false, openedAt: ago(8 * DAY) }),
          disputeOf(paid, { amount: 3_000, openedAt: ago(7 * DAY) }),
          disputeOf(paid, { amount: 1_000, status: 'won', open: false, openedAt: ago(DAY) }),
        ],
      }),
    )
    expect(cell(row('paid'), 'status')).to.equal('Disputed Dispute lost Dispute won')
  })

  it('keeps the minus sign before the amount on a page that runs right to left', async () => {
    const { row } = await stage(tabOf({ payments: [book('cash', -4_500, { id: 'out' })] }), { prepare: (tag) => (tag.dir = 'rtl') })
    const amount = row('out').querySelector('.amount .negative')
    const range = document.createRange()
    const text = [...(amount?.childNodes ?? [])].find((node) => node instanceof Text)
    const leftOf = (index: number): number => {
      if (text === undefined) return Number.NaN
      range.setStart(text, index)
      range.setEnd(text, index + 1)
      return range.getBoundingClientRect().left
    }
    expect(leftOf(0)).to.be.lessThan(leftOf(1))
  })

  it('writes yen without decimals', async () => {
    const { get } = await stage(states['yen']?.() ?? tabOf())
    expect(words(get('dl'))).to.equal('Total ¥58,000 Paid ¥50,000 Balance Due ¥8,000')
  })

  it('writes for a German reader as a German reader expects', async () => {
    const { get } = await stage(tabOf({ invoice: { total: 123_456 } }), { prepare: (element) => (element.locale = 'de-DE') })
    expect(words(get('dl dd'))).to.equal('1.234,56 $')
  })

  it('says so when there are no payments, and not where one in another currency waits', async () => {
    const { get } = await stage(tabOf())
    expect(words(get('.empty'))).to.contain('No payments yet')
    const attention = [{ code: 'currency_mismatch', charge: 'ch_2', payment: null, since: ago(DAY) }] as const
    const waiting = await stage(tabOf({ attention }))
    expect(words(waiting.get('.empty')))
      .to.contain('No payment is counted yet')
      .and.not.to.contain('No payments yet')
  })

  it('offers neither Record Payment nor Remove without the permission, and neither on a voided invoice', async () => {
    const refused = await stage(tabOf({ permissions: { record: false } }))
    expect(refused.find('[part="record-button"]') === null).to.equal(true)
    const voided = await stage(tabOf({ invoice: { status: 'voided' } }))
    expect(voided.find('[part="record-button"]') === null).to.equal(true)
    expect(words(voided.get('[part="voided"]'))).to.contain('This invoice is voided')
  })

  it('names what needs a person, and what that person can do', async () => {
    const { get } = await stage(states['needs a person']?.() ?? tabOf())
    const said = words(get('[part="attention"]'))
    for (const [what, todo] of [
      ['Stripe has not confirmed a refund', 'have your administrator record its outcome. (since Nov 21, 2026)'],
      ['in another currency than the invoice’s', 'Decide in Stripe what becomes of it'],
      ['More went back to the customer', 'agree with the customer on the rest'],
      ['could not be applied', 'Ask your administrator to replay it'],
      ['These books and Stripe disagree', 'Compare the refunds here with those in Stripe'],
      ['Stripe does not accept this shop’s key', 'until your administrator sets a valid one'],
      ['This shop’s Stripe key is not allowed', 'Until your administrator gives it the missing right'],
      ['This shop’s records were restored from a backup', 'Refunds wait until they match Stripe again'],
    ] as const)
      expect(said).to.match(new RegExp(`${what}.*${todo.replaceAll(/[().]/g, '\\$&')}`))
    expect(words(get('.sync-state'))).to.equal('Stripe has $25.00 less than these books, checked 3 h ago')
  })

  it('shows two hundred rows, and a change among them, without losing the others', async () => {
    const tab = states['two hundred rows']?.() ?? tabOf()
    const { element, server, row, get } = await stage(tab)
    get('[part="show-all-button"]').click()
    await waitUntil(() => element.shadowRoot?.querySelectorAll('tbody tr').length === 200)
    const kept = row(tab.payments[3]?.id ?? '')
    server.push({ ...tab, payments: tab.payments.slice(1) })
    await waitUntil(() => element.shadowRoot?.querySelectorAll('tbody tr').length === 199)
    expect(kept.isConnected && row(tab.payments[3]?.id ?? '') === kept).to.equal(true)
  })
})
