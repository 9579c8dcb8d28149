import { expect, waitUntil } from '@open-wc/testing'
import { sendKeys } from '@web/test-runner-commands'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import { RefundFailedEvent } from '../../widget/events/refund-failed.ts'
import { RefundRequestedEvent } from '../../widget/events/refund-requested.ts'
import { REFUND_REASONS } from '../../server/contract/choices.ts'
import { json, problem } from './support/fake-server.ts'
import { choose, click, dialogClosed, openDialog, stage, type, words, type Stage } from './support/stage.ts'
import { charge, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid', amount: 12_000 })
const partly = charge({ id: 'paid', amount: 12_000, refundable: 8_000, refunded: 4_000 })
const before: Tab = tabOf({ invoice: { total: 12_000 }, payments: [partly, refundOf(partly, 4_000, { id: 'earlier' })] })

/** The tab once so much more of the charge was refunded. */
function afterRefund(amount: number, given: Partial<Payment> = {}): { tab: Tab; row: Payment } {
  const refundable = 8_000 - amount
  const charged = {
    ...partly,
    refundable,
    refunded: 4_000 + amount,
    ...(refundable === 0 ? { action: null, blockedBy: 'fully_refunded' as const } : {}),
  }
  const row = refundOf(charged, amount, { id: 'back', ...given, refund: {} })
  return { tab: tabOf({ invoice: { total: 12_000 }, payments: [charged, refundOf(charged, 4_000, { id: 'earlier' }), row] }), row }
}

async function open(tab = before): Promise<Stage & { shown: Stage; root: ShadowRoot }> {
  const shown = await stage(tab)
  click(shown.row('paid'), '[part="refund-button"]')
  return { ...shown, shown, root: await openDialog(shown) }
}

const submit = (root: ShadowRoot): void => click(root, '[part="submit-button"]')
const submitWords = (root: ShadowRoot): string => words(root.querySelector('[part="submit-button"]'))
const said = (root: ShadowRoot, role: 'alert' | 'status'): string => words(root.querySelector(`[role="${role}"]`))

describe('the refund dialog', () => {
  it('shows the original payment, what remains refundable, Stripe’s three reasons and that it is money only', async () => {
    const { root } = await open()
    expect(words(root.querySelector('[part="original"]'))).to.equal(
      'Original payment: Stripe payment link · Visa •••• 4242ending in 4242 Nov 20, 2026, 11:40 AM $120.00',
    )
    expect(words(root.querySelector('[part="refundable"]'))).to.equal('Refundable now: $80.00 — prior refunds recorded on this charge')
    expect(words(root.querySelector('label[for="amount"]'))).to.equal('Amount to refund')
    expect(root.querySelector<HTMLInputElement>('#amount')?.value).to.equal('80.00')
    expect([...root.querySelectorAll('option')].map((option) => words(option))).to.deep.equal([
      'Requested by customer',
      'Duplicate',
      'Fraudulent',
    ])
    expect(root.querySelector<HTMLSelectElement>('#reason')?.value).to.equal('requested_by_customer')
    expect(submitWords(root)).to.equal('Refund $80.00')
    expect(words(root.querySelector('form'))).to.contain('Items come back through a return, not here.')
  })

  it('has no amber line when nothing was refunded before', async () => {
    const { root } = await open(tabOf({ payments: [paid] }))
    expect(root.querySelector('[part="refundable"]') === null).to.equal(true)
  })

  it('has no amber line for a lost dispute alone: it is no prior refund', async () => {
    const { root } = await open(tabOf({ payments: [charge({ id: 'paid', amount: 12_000, lost: 4_000, refundable: 8_000 })] }))
    expect(root.querySelector<HTMLInputElement>('#amount')?.value).to.equal('80.00')
    expect(root.querySelector('[part="refundable"]') === null).to.equal(true)
  })

  it('links to the host’s returns, and to nothing but a web address', async () => {
    const safe = await stage(before, { prepare: (element) => (element.returnsUrl = 'https://shop.test/returns') })
    click(safe.row('paid'), '[part="refund-button"]')
    expect((await openDialog(safe)).querySelector('a')?.href).to.equal('https://shop.test/returns')
    const unsafe = await stage(before, { prepare: (element) => (element.returnsUrl = 'javascript:alert(1)') })
    click(unsafe.row('paid'), '[part="refund-button"]')
    expect((await openDialog(unsafe)).querySelector('a') === null).to.equal(true)
  })

  it('puts the focus on the amount, and has a name', async () => {
    const { root } = await open()
    expect(root.activeElement?.id).to.equal('amount')
    expect(words(root.querySelector(`#${root.querySelector('dialog')?.getAttribute('aria-labelledby') ?? ''}`))).to.equal(
      'Refund payment Ada Park · Invoice 1001',
    )
  })

  for (const [typed, complaint] of [
    ['', 'Enter an amount.'],
    ['twelve', 'Enter an amount in figures, such as 25.00.'],
    ['1e1', 'Enter an amount in figures, such as 25.00.'],
    ['1,2,5', 'Enter an amount in figures, such as 25.00.'],
    ['12²', 'Enter an amount in figures, such as 25.00.'],
    ['€5', 'Enter an amount in US dollars.'],
    ['5.000', 'This can be read in two ways. Enter 5000.00 or 5.00.'],
    ['0', 'Enter an amount above zero.'],
    ['-5', 'Enter an amount above zero.'],
    ['5.0011', 'Enter at most 2 decimals.'],
    ['80.01', 'At most $80.00 can be refunded.'],
  ] as const) {
    it(`refuses “${typed}”, saying why, and sends nothing`, async () => {
      const { root, element, server } = await open()
      type(root, '#amount', typed)
      submit(root)
      await element.updateComplete
      await waitUntil(() => words(root.querySelector('#amount-error')) === complaint)
      expect(root.querySelector('#amount')?.getAttribute('aria-invalid')).to.equal('true')
      expect(server.seen('POST refunds').length).to.equal(0)
    })
  }

  it('puts the focus on a refused amount', async () => {
    const { root } = await open()
    type(root, '#amount', '80.01')
    root.querySelector<HTMLElement>('[part="submit-button"]')?.focus()
    submit(root)
    expect(root.activeElement?.id).to.equal('amount')
  })

  it('takes no note beyond 500 letters', async () => {
    const { root } = await open()
    type(root, '#note', 'x'.repeat(498))
    root.querySelector<HTMLElement>('#note')?.focus()
    await sendKeys({ type: 'abcd' })
    expect(root.querySelector<HTMLTextAreaElement>('#note')?.value.slice(496)).to.equal('xxab')
  })

  for (const reason of REFUND_REASONS) {
    it(`sends the reason that was chosen: ${reason}`, async () => {
      const { root, server, events } = await open()
      server.answer('POST refunds', () => json(afterRefund(8_000).row, 201))
      choose(root, '#reason', reason)
      submit(root)
      await waitUntil(() => server.seen('POST refunds').length === 1)
      expect(server.seen('POST refunds')[0]?.body).to.deep.equal({ payment: 'paid', amount: 8_000, reason })
      expect(events.find((event) => event instanceof RefundRequestedEvent)?.reason).to.equal(reason)
    })
  }

  for (const [typed, complaint] of [
    ['1.005', 'The last decimal must be 0.'],
    ['1.0055', 'Enter at most 3 decimals.'],
  ] as const) {
    it(`refuses “${typed}” dinars: of their three decimals the last is always 0`, async () => {
      const { root } = await open(tabOf({ invoice: { currency: 'kwd' }, payments: [charge({ id: 'paid', currency: 'kwd' })] }))
      expect(root.querySelector<HTMLInputElement>('#amount')?.value).to.equal('12.000')
      type(root, '#amount', typed)
      submit(root)
      await waitUntil(() => words(root.querySelector('#amount-error')) === complaint)
    })
  }

  it('takes the amount as it is typed in the reader’s locale', async () => {
    const shown = await stage(before, { prepare: (element) => (element.locale = 'de-DE') })
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    shown.server.answer('POST refunds', () => json(afterRefund(1_250).row, 201))
    type(root, '#amount', '12,50')
    submit(root)
    await waitUntil(() => shown.server.seen('POST refunds').length === 1)
    expect(shown.server.seen('POST refunds')[0]?.body).to.deep.equal({ payment: 'paid', amount: 1_250, reason: 'requested_by_customer' })
  })

  it('refunds: lets the host veto, sends once under a key, closes, says so and offers another method', async () => {
    const { root, server, events, element, get, row, shown } = await open()
    const { tab, row: refund } = afterRefund(1_200)
    server.answer('POST refunds', () => {
      server.push(tab)
      return json(refund, 201)
    })
    type(root, '#amount', '12.00')
    type(root, '#note', ' Clasp broke again ')
    submit(root)
    submit(root)
    await dialogClosed(shown)
    const [request, ...others] = server.seen('POST refunds')
    expect(others.length).to.equal(0)
    expect(request?.body).to.deep.equal({ payment: 'paid', amount: 1_200, reason: 'requested_by_customer', note: 'Clasp broke again' })
    expect(request?.headers.get('Idempotency-Key')).to.equal('key-1')
    expect(words(get('dl'))).to.equal('Total $120.00 Paid $68.00 Balance Due $52.00')
    expect(words(row('back').querySelector('.amount'))).to.equal('−$12.00')
    shown.environment.pass(100)
    await waitUntil(() =>
      words(get('[aria-live="polite"]')).startsWith(
        'Dana Reyes refunded $12.00 just now. Balance Due is now $52.00. Is the customer paying',
      ),
    )
    expect(events.map(({ type }) => type)).to.deep.equal([
      'jeweltrak-ready',
      'jeweltrak-refund-requested',
      'jeweltrak-refund-succeeded',
      'jeweltrak-balance-changed',
    ])
    expect(element.shadowRoot?.activeElement?.getAttribute('part')).to.equal('refund-button')
    click(row('back'), '[part="offer-button"]')
    const record = await openDialog(shown)
    expect(record.querySelector<HTMLInputElement>('#amount')?.value).to.equal('12.00')
  })

  it('puts the focus on the row when its Refund button is gone', async () => {
    const { root, server, element, shown } = await open()
    const { tab, row: refund } = afterRefund(8_000)
    server.answer('POST refunds', () => {
      server.push(tab)
      return json(refund, 201)
    })
    submit(root)
    await dialogClosed(shown)
    await waitUntil(() => element.shadowRoot?.activeElement !== null)
    expect(element.shadowRoot?.activeElement?.getAttribute('data-payment')).to.equal('paid')
    expect(words(shown.row('paid').querySelector('.action'))).to.equal('Fully refunded')
  })

  it('shows that it is busy, and neither Esc nor Cancel closes it meanwhile', async () => {
    const { root, server, find } = await open()
    server.hang('POST refunds')
    submit(root)
    await waitUntil(() => submitWords(root) === 'Refunding…')
    const dialog = root.querySelector('dialog')
    expect(root.querySelector('[part="submit-button"]')?.getAttribute('aria-disabled')).to.equal('true')
    expect(dialog?.getAttribute('closedby')).to.equal('none')
    const esc = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true })
    dialog?.dispatchEvent(esc)
    click(root, '.actions button[type="button"]')
    expect(esc.defaultPrevented && dialog?.open === true && find('.dialog') !== null).to.equal(true)
  })

  it('stays open with the refusal in plain words, and mints a new key for the next try', async () => {
    const { root, server, events } = await open()
    server.answer('POST refunds', () => problem('amount_exceeds_refundable', { refundable: 3_000 }))
    submit(root)
    await waitUntil(() => said(root, 'alert') !== '')
    expect(said(root, 'alert')).to.equal('This is more than can still be refunded: $30.00.')
    expect(events.find((event) => event instanceof RefundFailedEvent)?.problem?.code).to.equal('amount_exceeds_refundable')
    submit(root)
    await waitUntil(() => server.seen('POST refunds').length === 2)
    expect(server.seen('POST refunds').map(({ headers }) => headers.get('Idempotency-Key'))).to.deep.equal(['key-1', 'key-2'])
  })

  it('after an unanswered request sends the same again, under the same key, with the fields locked', async () => {
    const { root, server, shown } = await open()
    server.answer('POST refunds', () => Response.error())
    type(root, '#amount', '12.00')
    submit(root)
    await waitUntil(() => said(root, 'status') !== '')
    expect(said(root, 'status')).to.contain('Checking with Stripe…').and.to.contain('never paid twice')
    expect(root.querySelector<HTMLInputElement>('#amount')?.readOnly).to.equal(true)
    const { tab, row } = afterRefund(1_200)
    server.answer('POST refunds', () => {
      server.push(tab)
      return json(row, 201)
    })
    expect(submitWords(root)).to.equal('Check again')
    submit(root)
    await dialogClosed(shown)
    const [first, second] = server.seen('POST refunds')
    expect(second?.headers.get('Idempotency-Key')).to.equal(first?.headers.get('Idempotency-Key'))
    expect(second?.body).to.deep.equal(first?.body)
  })

  it('lets the host veto once, not again when it is sent again', async () => {
    const { root, server, events } = await open()
    server.answer('POST refunds', () => Response.error())
    submit(root)
    await waitUntil(() => submitWords(root) === 'Check again')
    submit(root)
    await waitUntil(() => server.seen('POST refunds').length === 2 && submitWords(root) === 'Check again')
    expect(events.filter((event) => event instanceof RefundRequestedEvent).length).to.equal(1)
  })

  it('remembers an unanswered request when its dialog is closed and opened again', async () => {
    const { root, server, row, shown } = await open()
    server.answer('POST refunds', () => problem('internal'))
    type(root, '#amount', '12.00')
    submit(root)
    await waitUntil(() => said(root, 'status') !== '')
    click(root, '.actions button[type="button"]')
    await dialogClosed(shown)
    click(row('paid'), '[part="refund-button"]')
    const again = await openDialog(shown)
    expect(again.querySelector<HTMLInputElement>('#amount')?.value).to.equal('12.00')
    expect(submitWords(again)).to.equal('Check again')
    submit(again)
    await waitUntil(() => server.seen('POST refunds').length === 2)
    expect(server.seen('POST refunds').map(({ headers }) => headers.get('Idempotency-Key'))).to.deep.equal(['key-1', 'key-1'])
  })

  it('does not take an answer given before the key was checked for the outcome of an unanswered request', async () => {
    const { root, server } = await open()
    server.answer('POST refunds', () => Response.error())
    submit(root)
    await waitUntil(() => said(root, 'status') !== '')
    server.answer('POST refunds', () => problem('rate_limited'))
    submit(root)
    await waitUntil(() => server.seen('POST refunds').length === 2 && submitWords(root) === 'Check again')
    expect(said(root, 'alert')).to.equal('')
  })

  it('says that it is checking while Stripe’s answer is unknown, and closes by itself when the row has its outcome', async () => {
    const { root, server, shown } = await open()
    const processing = afterRefund(1_200, { status: 'processing' })
    server.answer('POST refunds', () => {
      server.push(processing.tab)
      return json(processing.row, 202)
    })
    type(root, '#amount', '12.00')
    submit(root)
    await waitUntil(() => said(root, 'status').startsWith('Checking with Stripe…'))
    expect(words(shown.row('back').querySelector('.status'))).to.equal('Checking with Stripe…')
    const ended = afterRefund(1_200)
    server.answer('POST refunds', () => json(ended.row, 201))
    server.push(ended.tab)
    await dialogClosed(shown)
    expect(new Set(server.seen('POST refunds').map(({ headers }) => headers.get('Idempotency-Key'))).size).to.equal(1)
  })

  it('closes by itself also when the row had its outcome before the answer that named it', async () => {
    const { root, server, shown } = await open()
    const ended = afterRefund(1_200)
    server.answer('POST refunds', () => {
      server.push(ended.tab)
      server.answer('POST refunds', () => json(ended.row, 201))
      return json(afterRefund(1_200, { status: 'processing' }).row, 202)
    })
    type(root, '#amount', '12.00')
    submit(root)
    await dialogClosed(shown)
    expect(server.seen('POST refunds').length).to.equal(2)
  })

  it('says why a refund that Stripe refused later came to nothing', async () => {
    const { root, server } = await open()
    const processing = afterRefund(1_200, { status: 'processing' })
    server.answer('POST refunds', () => {
      server.push(processing.tab)
      return json(processing.row, 202)
    })
    type(root, '#amount', '12.00')
    submit(root)
    await waitUntil(() => said(root, 'status') !== '')
    server.answer('POST refunds', () => problem('stripe_refused', { detail: 'A server’s sentence.', stripeCode: 'balance_insufficient' }))
    server.push(before)
    await waitUntil(() => said(root, 'alert') !== '')
    expect(said(root, 'alert')).to.equal('The Stripe balance is too low for this refund. Top up the balance in Stripe, then try again.')
  })

  it('starts afresh when it is opened again after its refund came to nothing meanwhile', async () => {
    const { root, server, row, find, shown } = await open()
    const processing = afterRefund(1_200, { status: 'processing' })
    server.answer('POST refunds', () => {
      server.push(processing.tab)
      return json(processing.row, 202)
    })
    type(root, '#amount', '12.00')
    submit(root)
    await waitUntil(() => said(root, 'status') !== '')
    click(root, '.actions button[type="button"]')
    await dialogClosed(shown)
    server.answer('POST refunds', () => problem('stripe_refused', { detail: 'A server’s sentence.', stripeCode: 'balance_insufficient' }))
    server.push(before)
    await waitUntil(() => find('[part="failure"]') !== null)
    click(row('paid'), '[part="refund-button"]')
    const again = await openDialog(shown)
    expect([said(again, 'alert'), submitWords(again)]).to.deep.equal(['', 'Refund $80.00'])
  })

  it('lets two equal partial refunds be two refunds', async () => {
    const { root, server, row, shown } = await open()
    server.answer('POST refunds', () => {
      server.push(afterRefund(1_000).tab)
      return json(afterRefund(1_000).row, 201)
    })
    type(root, '#amount', '10.00')
    submit(root)
    await dialogClosed(shown)
    click(row('paid'), '[part="refund-button"]')
    const again = await openDialog(shown)
    type(again, '#amount', '10.00')
    submit(again)
    await waitUntil(() => server.seen('POST refunds').length === 2)
    expect(server.seen('POST refunds').map(({ headers }) => headers.get('Idempotency-Key'))).to.deep.equal(['key-1', 'key-2'])
  })

  it('sends nothing when the host’s page stops it', async () => {
    const { root, server, element } = await open()
    element.addEventListener('jeweltrak-refund-requested', (event) => {
      expect(event instanceof RefundRequestedEvent && event.amount).to.equal(8_000)
      event.preventDefault()
    })
    submit(root)
    await waitUntil(() => said(root, 'alert') === 'This page stopped the refund. Nothing was refunded.')
    expect(server.seen('POST refunds').length).to.equal(0)
  })

  it('says that a refund is pending rather than done', async () => {
    const { root, server, get, shown } = await open()
    const pending = afterRefund(8_000, { status: 'pending' })
    server.answer('POST refunds', () => {
      server.push(pending.tab)
      return json(pending.row, 201)
    })
    submit(root)
    await dialogClosed(shown)
    shown.environment.pass(100)
    await waitUntil(() => words(get('[aria-live="polite"]')).startsWith('The refund of $80.00 is pending at Stripe.'))
  })
})
