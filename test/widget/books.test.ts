import { expect, waitUntil } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import { json, problem } from './support/fake-server.ts'
import { click, dialogClosed, openDialog, stage, type, words } from './support/stage.ts'
import { book, charge, refundOf, tabOf } from './support/tabs.ts'

const submit = (root: ShadowRoot): void => click(root, '[part="submit-button"]')

describe('recording a payment', () => {
  it('is prefilled with the balance due, and records it once under a key', async () => {
    const cash = book('cash', 24_000, { id: 'cash' })
    const shown = await stage(tabOf({ invoice: { total: 24_000 } }))
    click(shown.get('.facts'), '[part="record-button"]')
    const root = await openDialog(shown)
    expect(root.querySelector<HTMLInputElement>('#amount')?.value).to.equal('240.00')
    expect(words(root.querySelector('[part="submit-button"]'))).to.equal('Record $240.00')
    click(root, 'input[value="check"]')
    type(root, '#note', 'Check 1182')
    shown.server.answer('POST payments', () => {
      shown.server.push(tabOf({ invoice: { total: 24_000 }, payments: [cash] }))
      return json(cash, 201)
    })
    submit(root)
    submit(root)
    await dialogClosed(shown)
    const [request, ...others] = shown.server.seen('POST payments')
    expect(others.length).to.equal(0)
    expect(request?.body).to.deep.equal({ method: 'check', amount: 24_000, direction: 'in', note: 'Check 1182' })
    expect(request?.headers.get('Idempotency-Key')).to.equal('key-1')
    expect(shown.element.shadowRoot?.activeElement?.getAttribute('part')).to.equal('record-button')
    expect(shown.events.map((event) => event.type)).to.deep.equal([
      'jeweltrak-ready',
      'jeweltrak-payment-recorded',
      'jeweltrak-balance-changed',
    ])
  })

  it('offers to pay out what the customer is owed', async () => {
    const shown = await stage(tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 12_000)] }))
    click(shown.get('.facts'), '[part="record-button"]')
    const root = await openDialog(shown)
    expect(root.querySelector<HTMLInputElement>('#amount')?.value).to.equal('20.00')
    expect(root.querySelector<HTMLInputElement>('input[name="direction"]:checked')?.value).to.equal('out')
    shown.server.answer('POST payments', () => json(book('cash', -2_000), 201))
    submit(root)
    await waitUntil(() => shown.server.seen('POST payments').length === 1)
    expect(shown.server.seen('POST payments')[0]?.body).to.deep.equal({ method: 'cash', amount: 2_000, direction: 'out' })
  })

  it('gives the money of a failed refund another way: out, and no more than it was', async () => {
    const paid = charge({ id: 'paid' })
    const failed = refundOf(paid, 4_500, { id: 'failed', status: 'failed', refund: { failureReason: 'declined' } })
    const shown = await stage(tabOf({ payments: [paid, failed] }))
    click(shown.row('failed'), '[part="pay-button"]')
    const root = await openDialog(shown)
    expect(root.querySelector<HTMLInputElement>('#amount')?.value).to.equal('45.00')
    type(root, '#amount', '45.01')
    submit(root)
    await waitUntil(() => words(root.querySelector('#amount-error')) === 'At most $45.00 can still be paid out.')
    type(root, '#amount', '45')
    shown.server.answer('POST payments', () => json(book('cash', -4_500, { replaces: 'failed' }), 201))
    submit(root)
    await waitUntil(() => shown.server.seen('POST payments').length === 1)
    expect(shown.server.seen('POST payments')[0]?.body).to.deep.equal({
      method: 'cash',
      amount: 4_500,
      direction: 'out',
      replaces: 'failed',
    })
  })

  it('offers the rest, prefilled, until payouts reach the failed refund’s sum', async () => {
    const paid = charge({ id: 'paid', amount: 24_000, refundable: 14_000 })
    const failed = refundOf(paid, 18_000, { id: 'failed', status: 'failed', refund: { paidOut: 10_000 } })
    const payouts = [book('cash', -4_000, { replaces: 'failed' }), book('cash', -6_000, { replaces: 'failed' })]
    const shown = await stage(tabOf({ payments: [paid, failed, ...payouts] }))
    expect(words(shown.row('failed').querySelector('.details'))).to.contain('Cash $100.00 of $180.00')
    expect(words(shown.row('failed').querySelector('.action'))).to.equal('Pay the rest')
    click(shown.row('failed'), '[part="pay-button"]')
    const root = await openDialog(shown)
    expect(words(root.querySelector('form'))).to.contain('$80.00 of it is still to be paid.')
    expect(root.querySelector<HTMLInputElement>('#amount')?.value).to.equal('80.00')
    type(root, '#amount', '80.01')
    submit(root)
    await waitUntil(() => words(root.querySelector('#amount-error')) === 'At most $80.00 can still be paid out.')
  })

  it('says how much is left where another person was quicker', async () => {
    const paid = charge({ id: 'paid' })
    const shown = await stage(tabOf({ payments: [paid, refundOf(paid, 4_500, { id: 'failed', status: 'failed' })] }))
    click(shown.row('failed'), '[part="pay-button"]')
    const root = await openDialog(shown)
    shown.server.answer('POST payments', () => problem('amount_exceeds_refundable', { refundable: 1_500 }))
    submit(root)
    await waitUntil(() => words(root.querySelector('[role="alert"]')) === 'This is more than can still be refunded: $15.00.')
  })

  it('does not offer again what was refunded to the card again', async () => {
    const paid = charge({ id: 'paid', refundable: 1_500, refunded: 10_500 })
    const payments = [paid, refundOf(paid, 4_500, { id: 'failed', status: 'failed' }), refundOf(paid, 10_500)]
    const shown = await stage(tabOf({ payments }))
    expect(words(shown.row('failed').querySelector('.action'))).to.equal('Pay the rest')
    shown.server.push(tabOf({ payments: [{ ...paid, refundable: 0 }, ...payments.slice(1)], version: 2 }))
    await waitUntil(() => words(shown.row('failed').querySelector('.action')) === '')
  })

  it('names every method once several were paid, and offers no more', async () => {
    const paid = charge({ id: 'paid', amount: 24_000, refundable: 6_000 })
    const failed = refundOf(paid, 18_000, { id: 'failed', status: 'failed', refund: { paidOut: 18_000 } })
    const payouts = [book('cash', -10_000, { replaces: 'failed' }), book('check', -8_000, { replaces: 'failed' })]
    const { row } = await stage(tabOf({ payments: [paid, failed, ...payouts] }))
    expect(words(row('failed').querySelector('.details'))).to.contain('Paid another way: Cash $100.00, Check $80.00')
    expect(words(row('failed').querySelector('.action'))).to.equal('')
  })

  it('no longer offers it once the failed refund was paid out', async () => {
    const paid = charge({ id: 'paid', refundable: 7_500 })
    const failed = refundOf(paid, 4_500, { id: 'failed', status: 'failed', refund: { paidOut: 4_500 } })
    const { row } = await stage(tabOf({ payments: [paid, failed, book('cash', -4_500, { id: 'out', replaces: 'failed' })] }))
    expect(words(row('failed').querySelector('.action'))).to.equal('')
    expect(words(row('failed').querySelector('.details'))).to.contain('Paid another way: Cash')
    expect(words(row('out').querySelector('.details'))).to.contain('In place of the refund of')
    expect(words(row('out').querySelector('.status'))).to.equal('Paid out')
  })

  it('puts the focus on a refused amount, and takes no note beyond 500 letters', async () => {
    const shown = await stage(tabOf({ invoice: { total: 24_000 } }))
    click(shown.get('.facts'), '[part="record-button"]')
    const root = await openDialog(shown)
    type(root, '#note', 'x'.repeat(498))
    root.querySelector<HTMLElement>('#note')?.focus()
    await sendKeys({ type: 'abcd' })
    expect(root.querySelector<HTMLTextAreaElement>('#note')?.value.slice(496)).to.equal('xxab')
    type(root, '#amount', '0')
    submit(root)
    expect(root.activeElement?.id).to.equal('amount')
  })

  it('is empty again when it is opened once more', async () => {
    const cash = book('cash', 4_000, { id: 'cash' })
    const shown = await stage(tabOf({ invoice: { total: 24_000 } }))
    click(shown.get('.facts'), '[part="record-button"]')
    const first = await openDialog(shown)
    click(first, 'input[value="check"]')
    type(first, '#amount', '40')
    type(first, '#note', 'First half')
    shown.server.answer('POST payments', () => {
      shown.server.push(tabOf({ invoice: { total: 24_000 }, payments: [cash] }))
      return json(cash, 201)
    })
    submit(first)
    await dialogClosed(shown)
    click(shown.get('.facts'), '[part="record-button"]')
    const root = await openDialog(shown)
    const entered = ['#amount', '#note', 'input[name="method"]:checked'].map((field) => root.querySelector<HTMLInputElement>(field)?.value)
    expect(entered).to.deep.equal(['200.00', '', 'cash'])
    expect(words(root.querySelector('[part="submit-button"]'))).to.equal('Record $200.00')
    submit(root)
    await waitUntil(() => shown.server.seen('POST payments').length === 2)
    expect(shown.server.seen('POST payments')[1]?.body).to.deep.equal({ method: 'cash', amount: 20_000, direction: 'in' })
    expect(shown.server.seen('POST payments')[1]?.headers.get('Idempotency-Key')).to.equal('key-2')
  })

  it('says nothing more of what was refused when it is opened once more', async () => {
    const shown = await stage(tabOf())
    click(shown.get('.facts'), '[part="record-button"]')
    const first = await openDialog(shown)
    shown.server.answer('POST payments', () => problem('invoice_voided'))
    submit(first)
    await waitUntil(() => words(first.querySelector('[role="alert"]')) !== '')
    click(first, '.actions button[type="button"]')
    await dialogClosed(shown)
    click(shown.get('.facts'), '[part="record-button"]')
    expect(words((await openDialog(shown)).querySelector('[role="alert"]'))).to.equal('')
  })

  it('sends again under the same key when no answer came', async () => {
    const shown = await stage(tabOf())
    click(shown.get('.facts'), '[part="record-button"]')
    const root = await openDialog(shown)
    shown.server.answer('POST payments', () => Response.error())
    submit(root)
    await waitUntil(() => words(root.querySelector('[role="status"]')).includes('never recorded twice'))
    submit(root)
    await waitUntil(() => shown.server.seen('POST payments').length === 2)
    const keys = shown.server.seen('POST payments').map(({ headers }) => headers.get('Idempotency-Key'))
    expect(keys).to.deep.equal(['key-1', 'key-1'])
  })
})

describe('removing a payment', () => {
  const cash = book('cash', 2_000, { id: 'cash' })
  const check = book('check', 3_000, { id: 'check' })

  it('names what is removed, starts on Cancel, and removes only when confirmed', async () => {
    const shown = await stage(tabOf({ payments: [cash, check] }))
    click(shown.row('cash'), '[part="remove-button"]')
    const root = await openDialog(shown)
    expect(words(root.querySelector('h2'))).to.equal('Remove this payment? Ada Park · Invoice 1001')
    expect(words(root.querySelector('[part="original"]'))).to.equal('Cash Nov 21, 2026, 11:40 AM $20.00')
    expect(words(root.activeElement)).to.equal('Cancel')
    expect(root.querySelector('[part="submit-button"]')?.className).to.equal('danger')
    shown.server.answer('DELETE payments/cash', () => {
      shown.server.push(tabOf({ payments: [check] }))
      return new Response(null, { status: 204 })
    })
    submit(root)
    await dialogClosed(shown)
    await waitUntil(() => shown.element.shadowRoot?.activeElement !== null)
    expect(shown.find('[data-payment="cash"]') === null).to.equal(true)
    expect(shown.element.shadowRoot?.activeElement?.getAttribute('data-payment')).to.equal('check')
    shown.environment.pass(100)
    await waitUntil(() => words(shown.get('[aria-live="polite"]')).startsWith('Cash $20.00 was removed just now.'))
    expect(shown.events.map((event) => event.type)).to.deep.equal([
      'jeweltrak-ready',
      'jeweltrak-payment-removed',
      'jeweltrak-balance-changed',
    ])
  })

  it('leaves everything as it is when canceled', async () => {
    const shown = await stage(tabOf({ payments: [cash] }))
    click(shown.row('cash'), '[part="remove-button"]')
    const root = await openDialog(shown)
    click(root, '.actions button[type="button"]')
    await dialogClosed(shown)
    expect(shown.server.requests.filter(({ call }) => call.startsWith('DELETE')).length).to.equal(0)
    expect(shown.element.shadowRoot?.activeElement?.getAttribute('part')).to.equal('remove-button')
  })

  it('stays open and says why when it is refused', async () => {
    const shown = await stage(tabOf({ payments: [cash] }))
    click(shown.row('cash'), '[part="remove-button"]')
    const root = await openDialog(shown)
    shown.server.answer('DELETE payments/cash', () => problem('stripe_row_not_removable'))
    submit(root)
    await waitUntil(() => words(root.querySelector('[role="alert"]')) === 'Stripe payments can’t be removed, only refunded.')
    expect(root.querySelector('dialog')?.open).to.equal(true)
  })
})
