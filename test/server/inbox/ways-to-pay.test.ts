/** Every way that a customer can pay, seen from outside: what records itself, once, in whatever order Stripe tells of it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fourAtOnce, permutations } from '../../support/orders.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

interface Way {
  readonly name: string
  readonly options: object
  readonly method: 'stripe_link' | 'stripe_terminal'
  readonly card: { readonly brand: string; readonly last4: string } | null
}

const VISA = { brand: 'visa', last4: '4242' }
const WAYS: readonly Way[] = [
  { name: 'a payment intent', options: {}, method: 'stripe_link', card: VISA },
  { name: 'a payment intent that alone bears the mark', options: { marks: 'payment_intent' }, method: 'stripe_link', card: VISA },
  { name: 'Checkout', options: { via: 'checkout' }, method: 'stripe_link', card: VISA },
  { name: 'Checkout whose charge bears the mark', options: { via: 'checkout', marks: 'charge' }, method: 'stripe_link', card: VISA },
  { name: 'Checkout whose session bears the mark', options: { via: 'checkout', marks: 'session' }, method: 'stripe_link', card: VISA },
  {
    name: 'Checkout whose payment intent bears the mark',
    options: { via: 'checkout', marks: 'payment_intent' },
    method: 'stripe_link',
    card: VISA,
  },
  {
    name: 'a Payment Link',
    options: { via: 'payment_link', card: { brand: 'amex', last4: '8431' } },
    method: 'stripe_link',
    card: { brand: 'amex', last4: '8431' },
  },
  {
    name: 'a reader in the store',
    options: { method: 'stripe_terminal', card: { brand: 'mastercard', last4: '4444' } },
    method: 'stripe_terminal',
    card: { brand: 'mastercard', last4: '4444' },
  },
  { name: 'a reader, by Interac', options: { method: 'interac' }, method: 'stripe_terminal', card: { brand: 'interac', last4: '1933' } },
]

describe('a payment in', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  for (const { name, options, method, card } of WAYS) {
    test(`by ${name} records itself on its invoice, once, also when every webhook comes twice`, async () => {
      await shop.simulator.control('PUT', '/_sim/faults', { webhooks: { duplicate: 1, shuffle: 1 } })
      const invoice = await shop.newInvoice()
      const { charge } = await shop.paid(123_45, { invoice, ...options, createdAt: '2026-02-03T04:05:06Z' })
      await shop.simulator.control('DELETE', '/_sim/faults')
      const tab = await shop.tab(invoice)
      assert.partialDeepStrictEqual(tab.payments, [
        {
          method,
          amount: 123_45,
          currency: 'usd',
          status: 'succeeded',
          recordedAt: '2026-02-03T04:05:06.000Z',
          recordedBy: { name: null, via: 'stripe' },
          charge,
          card,
          refundable: 123_45,
          refunded: 0,
          lost: 0,
          refund: null,
        },
      ])
      assert.deepEqual([tab.payments.length, tab.invoice.paid, tab.invoice.balance], [1, 123_45, 1_000_00 - 123_45])
      assert.deepEqual(tab.attention, [])
      const recorded = (await shop.audit(invoice)).slice(1)
      assert.partialDeepStrictEqual(recorded, [
        { action: 'stripe_payment_recorded', charge, amount: 123_45, payment: tab.payments[0]?.id, actor: { name: null, via: 'stripe' } },
      ])
      assert.equal(recorded.length, 1)
    })
  }

  test('by a reader can be refunded by the server, but one by Interac at the reader only', async () => {
    const invoice = await shop.newInvoice()
    const chip = await shop.paid(50_00, { invoice, method: 'stripe_terminal' })
    const interac = await shop.paid(60_00, { invoice, method: 'interac' })
    assert.equal((await shop.row(chip.payment, invoice)).action, 'refund')
    assert.partialDeepStrictEqual(await shop.row(interac.payment, invoice), { action: null, blockedBy: 'requires_reader' })
    assert.equal((await shop.refund(chip.payment, 50_00, { invoice })).status, 201)
    assert.equal((await shop.refund(interac.payment, 1, { invoice })).code, 'requires_reader')
    await shop.play('/_sim/refunds', { charge: interac.charge, amount: 60_00 })
    await shop.quiet()
    assert.equal((await shop.row(interac.payment, invoice)).blockedBy, 'fully_refunded')
    assert.equal((await shop.tab(invoice)).invoice.paid, 0)
  })

  test('that was declined is none', async () => {
    const invoice = await shop.newInvoice()
    await shop.pay(invoice, 10_00, { declined: true })
    await shop.quiet()
    assert.deepEqual((await shop.tab(invoice)).payments, [])
  })

  describe('by a bank debit at Checkout', () => {
    const debit = { via: 'checkout', async: true }

    test('is no payment while the session is completed and not paid, and one once the bank has paid', async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 500_00, debit)
      await shop.quiet()
      assert.deepEqual([(await shop.tab(invoice)).payments, (await shop.audit(invoice)).length], [[], 1])
      await shop.play(`/_sim/charges/${charge}/clear`, { status: 'succeeded' })
      await shop.quiet()
      const tab = await shop.tab(invoice)
      assert.partialDeepStrictEqual(tab.payments, [{ charge, amount: 500_00, method: 'stripe_link', card: null, status: 'succeeded' }])
      assert.equal(tab.invoice.paid, 500_00)
    })

    test('is never one where the bank refuses', async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 500_00, debit)
      await shop.quiet()
      await shop.play(`/_sim/charges/${charge}/clear`, { status: 'failed' })
      await shop.quiet()
      assert.deepEqual([(await shop.tab(invoice)).payments, (await shop.audit(invoice)).length], [[], 1])
    })

    test('whose refund has an id of another kind is refunded like any other', async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 500_00, debit)
      await shop.play(`/_sim/charges/${charge}/clear`, { status: 'succeeded' })
      await shop.quiet()
      const [row] = (await shop.tab(invoice)).payments
      const refunded = await shop.refund(row?.id ?? '', 200_00, { invoice })
      assert.equal(refunded.status, 201)
      assert.match(refunded.text, /"id":"pyr_/)
      await shop.quiet()
      assert.equal((await shop.tab(invoice)).payments.length, 2)
    })
  })

  test('by Checkout, refunded and disputed at once, ends the same in every order of its events, each before its charge is known too', async () => {
    const makes = async (invoice: string): Promise<void> => {
      const { charge } = await shop.pay(invoice, 100_00, { via: 'checkout' })
      await shop.play('/_sim/refunds', { charge, amount: 30_00 })
      await shop.play('/_sim/disputes', { charge, amount: 20_00, inquiry: true })
    }
    const orders = permutations([0, 1, 2, 3])
    const invoices = await Promise.all(orders.map(() => shop.newInvoice()))
    const made = await shop.withheld(async () => {
      for (const invoice of invoices) await makes(invoice)
    })
    // Those that never arrive: what they tell is known without them.
    const events = made.filter(({ type }) => type !== 'charge.refunded' && type !== 'charge.updated')
    assert.deepEqual(
      events
        .slice(0, 4)
        .map(({ type }) => type)
        .toSorted(),
      ['charge.dispute.created', 'charge.succeeded', 'checkout.session.completed', 'refund.created'],
    )
    const plays = orders.map((order, place) => ({
      order,
      invoice: invoices[place] ?? '',
      events: events.slice(place * order.length, (place + 1) * order.length),
    }))
    await fourAtOnce(plays, ({ order, events }) => shop.deliver(order.flatMap((place) => events[place] ?? [])))
    await shop.quiet()
    for (const { invoice, order } of plays) {
      const tab = await shop.tab(invoice)
      const shown = {
        rows: tab.payments.map(({ method, amount, status }) => `${method} ${amount} ${status}`).toSorted(),
        paid: tab.invoice.paid,
        disputes: tab.disputes.map(({ amount, status }) => `${amount} ${status}`),
        attention: tab.attention,
        steps: (await shop.audit(invoice)).map(({ action }) => action).toSorted(),
      }
      assert.deepEqual(
        shown,
        {
          rows: ['stripe_link 10000 succeeded', 'stripe_refund -3000 succeeded'],
          paid: 70_00,
          disputes: ['2000 warning_needs_response'],
          attention: [],
          steps: ['dispute_opened', 'invoice_changed', 'stripe_payment_recorded', 'stripe_refund_recorded'],
        },
        `in the order ${order.join(', ')}`,
      )
    }
  })
})
