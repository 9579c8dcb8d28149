/** Charges that can't go where they belong yet: of an invoice not known, in another currency, or of nobody here. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { databaseState } from '../../support/database-state.ts'
import { fourAtOnce, permutations } from '../../support/orders.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

describe('a charge', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  const assignmentOf = async (charge: string): Promise<string | undefined> =>
    (await shop.db.selectFrom('charges').select('assignment').where('id', '=', charge).executeTakeFirst())?.assignment
  const put = (invoice: string, members: object) =>
    shop.host.call('PUT', `/v1/invoices/${invoice}`, { body: { number: invoice, currency: 'usd', total: 1_000_00, ...members } })

  const marks: readonly (readonly [string, object])[] = [
    ['marked itself', {}],
    ['marked on its payment intent only', { marks: 'payment_intent' }],
    ['marked by its session’s client_reference_id', { via: 'checkout' }],
    ['marked by its session’s metadata', { via: 'checkout', marks: 'session' }],
    ['of a Payment Link', { via: 'payment_link' }],
    ['of a Payment Link that is marked itself', { via: 'payment_link', marks: 'session' }],
    ['of a reader', { method: 'stripe_terminal' }],
  ]
  for (const [index, [name, options]] of marks.entries()) {
    test(`${name} waits for its invoice, and is there with its refunds and disputes when that appears`, async () => {
      const invoice = `early_${index}`
      const { charge } = await shop.pay(invoice, 300_00, options)
      await shop.quiet()
      await shop.play('/_sim/refunds', { charge, amount: 50_00, reason: 'duplicate' })
      const dispute = await shop.play('/_sim/disputes', { charge, amount: 10_00 })
      await shop.quiet()
      assert.equal((await shop.host.call('GET', `/v1/invoices/${invoice}/payments`)).code, 'not_found')
      assert.equal(await assignmentOf(charge), 'unmatched')

      await shop.host.putInvoice(invoice, { total: 300_00 })
      const tab = await shop.tab(invoice)
      assert.deepEqual([tab.invoice.paid, tab.invoice.balance], [250_00, 50_00])
      assert.deepEqual(
        tab.payments.map(({ method, amount }) => [method, amount]).toSorted((one, other) => Number(other[1]) - Number(one[1])),
        [
          ['method' in options ? 'stripe_terminal' : 'stripe_link', 300_00],
          ['stripe_refund', -50_00],
        ],
      )
      assert.partialDeepStrictEqual(tab.disputes, [{ id: dispute, charge, amount: 10_00, open: true }])
      assert.deepEqual(tab.attention, [])
      assert.deepEqual((await shop.audit(invoice)).map(({ action }) => action).toSorted(), [
        'dispute_opened',
        'invoice_changed',
        'stripe_payment_recorded',
        'stripe_refund_recorded',
      ])
      const original = tab.payments.find(({ refund }) => refund === null)
      assert.equal((await shop.post(`/v1/invoices/${invoice}/sync`, {})).status, 200)
      assert.equal((await shop.tab(invoice)).sync?.matches, true)
      assert.equal(original?.blockedBy, 'disputed')
    })
  }

  test('that is foreign is never shown: in no tab, in no audit log, and it waits for nobody', async () => {
    const invoice = await shop.newInvoice()
    const [tab, audit] = [await shop.tab(invoice), await shop.audit(invoice)]
    const foreign = [
      await shop.pay(invoice, 10_00, { marks: 'none' }),
      await shop.pay(invoice, 10_00, { marks: 'none', via: 'checkout' }),
      await shop.pay(invoice, 10_00, { marks: 'none', via: 'payment_link', method: 'stripe_terminal' }),
    ]
    for (const { charge } of foreign) {
      await shop.play('/_sim/refunds', { charge, amount: 1_00 })
      await shop.play('/_sim/disputes', { charge, amount: 1_00 })
    }
    await shop.quiet()
    assert.deepEqual([await shop.tab(invoice), await shop.audit(invoice)], [tab, audit])
    for (const { charge } of foreign) {
      assert.equal(await assignmentOf(charge), 'foreign')
      const { db } = shop
      for (const table of ['payments', 'disputes', 'audit_entries', 'attention_items'] as const)
        assert.deepEqual(await db.selectFrom(table).selectAll().where('charge', '=', charge).execute(), [], table)
    }
    assert.equal((await shop.post(`/v1/invoices/${invoice}/sync`, {})).status, 200)
    assert.deepEqual((await shop.tab(invoice)).payments, [])
  })

  const references = {
    foreign: ['{invoice}', 'order-jeweltrak-{invoice}'],
    unmatched: ['jeweltrak:{invoice}', 'JEWELTRAK-{invoice}', ' jeweltrak-{invoice}', 'jeweltrak-'],
  }
  for (const [assignment, all] of Object.entries(references))
    for (const reference of all)
      test(`whose session says “${reference}” is ${assignment}: only jeweltrak-<invoice> counts, and what begins like it is for a person`, async () => {
        const invoice = await shop.newInvoice()
        const { charge } = await shop.pay(invoice, 10_00, { via: 'checkout', reference: reference.replace('{invoice}', invoice) })
        await shop.quiet()
        assert.deepEqual([await assignmentOf(charge), (await shop.tab(invoice)).payments], [assignment, []])
      })

  describe('in another currency than its invoice', () => {
    test('waits for a person and is summed nowhere; it finds its place when the empty invoice changes its currency', async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 200_00, { currency: 'eur' })
      await shop.quiet()
      const waiting = await shop.tab(invoice)
      assert.deepEqual([waiting.payments, waiting.invoice.paid, waiting.disputes], [[], 0, []])
      assert.partialDeepStrictEqual(waiting.attention, [{ code: 'currency_mismatch', charge, payment: null }])
      await shop.play('/_sim/refunds', { charge, amount: 20_00 })
      await shop.play('/_sim/disputes', { charge, amount: 30_00 })
      await shop.quiet()
      assert.deepEqual((await shop.tab(invoice)).payments, [])

      assert.equal((await put(invoice, { currency: 'eur' })).status, 200)
      const placed = await shop.tab(invoice)
      assert.deepEqual([placed.invoice.currency, placed.invoice.paid, placed.attention], ['eur', 180_00, []])
      assert.equal(placed.payments.length, 2)
      assert.partialDeepStrictEqual(placed.disputes, [{ charge, amount: 30_00, currency: 'eur' }])
      assert.ok(placed.version > waiting.version)
    })

    test('waits while a book entry fixes the currency, and is placed once that is removed and the currency is right', async () => {
      const invoice = await shop.newInvoice()
      const cash = await shop.post(`/v1/invoices/${invoice}/payments`, { method: 'cash', amount: 5_00 })
      const { charge } = await shop.pay(invoice, 200_00, { currency: 'cad' })
      await shop.quiet()
      const state = await databaseState(shop)
      assert.equal((await put(invoice, { currency: 'cad' })).code, 'currency_fixed')
      assert.deepEqual(await databaseState(shop), state)
      const [row] = (await shop.tab(invoice)).payments
      assert.equal(cash.status, 201)
      await shop.host.call('DELETE', `/v1/invoices/${invoice}/payments/${row?.id}`)
      assert.equal((await put(invoice, { currency: 'cad' })).status, 200)
      assert.partialDeepStrictEqual((await shop.tab(invoice)).payments, [{ charge, currency: 'cad', amount: 200_00 }])
      assert.equal((await put(invoice, { currency: 'usd' })).code, 'currency_fixed')
    })

    test('waits as well where another charge came first and fits', async () => {
      const invoice = await shop.newInvoice()
      await shop.paid(10_00, { invoice })
      const { charge } = await shop.pay(invoice, 20_00, { currency: 'jpy' })
      await shop.quiet()
      const tab = await shop.tab(invoice)
      assert.deepEqual([tab.payments.length, tab.invoice.paid], [1, 10_00])
      assert.partialDeepStrictEqual(tab.attention, [{ code: 'currency_mismatch', charge }])
      assert.equal((await put(invoice, { currency: 'jpy' })).code, 'currency_fixed')
    })
  })

  test('whose invoice is voided is recorded all the same', async () => {
    const invoice = await shop.newInvoice({ status: 'voided' })
    const { charge } = await shop.paid(10_00, { invoice })
    await shop.play('/_sim/refunds', { charge, amount: 4_00 })
    await shop.quiet()
    assert.equal((await shop.tab(invoice)).invoice.paid, 6_00)
    assert.equal((await shop.post(`/v1/invoices/${invoice}/payments`, { method: 'cash', amount: 1 })).code, 'invoice_voided')
  })
})

describe('an authorised charge', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  const authorized = { captured: false }

  test('is no payment until it is captured', async () => {
    const invoice = await shop.newInvoice()
    const { charge } = await shop.pay(invoice, 400_00, authorized)
    await shop.quiet()
    assert.deepEqual((await shop.tab(invoice)).payments, [])
    await shop.play(`/_sim/charges/${charge}/capture`)
    await shop.quiet()
    const tab = await shop.tab(invoice)
    assert.partialDeepStrictEqual(tab.payments, [{ charge, amount: 400_00, refundable: 400_00 }])
    assert.equal(tab.invoice.paid, 400_00)
  })

  for (const asRefund of [false, true]) {
    const api = asRefund ? 'an API version before 2025-03-31' : 'today’s API version'
    test(`captured in part is as much as was captured, and the release of the rest is no refund, by ${api}`, async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 400_00, authorized)
      await shop.play(`/_sim/charges/${charge}/capture`, { amount: 150_00, asRefund })
      await shop.quiet()
      const [row] = (await shop.tab(invoice)).payments
      assert.partialDeepStrictEqual(row, { charge, amount: 150_00, refundable: 150_00, refunded: 0, blockedBy: null })
      assert.equal((await shop.refund(row?.id ?? '', 150_01, { invoice })).code, 'amount_exceeds_refundable')
      assert.equal((await shop.refund(row?.id ?? '', 150_00, { invoice })).status, 201)
      await shop.quiet()
      const tab = await shop.tab(invoice)
      assert.deepEqual([tab.payments.length, tab.invoice.paid], [2, 0])
      assert.equal(tab.payments.find((one) => one.id === row?.id)?.blockedBy, 'fully_refunded')
      assert.equal((await shop.post(`/v1/invoices/${invoice}/sync`, {})).status, 200)
      assert.partialDeepStrictEqual((await shop.tab(invoice)).sync, { matches: true, difference: 0 })
    })

    test(`released whole was never a payment, by ${api}`, async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 400_00, authorized)
      await shop.play(`/_sim/charges/${charge}/release`, { asRefund })
      await shop.quiet()
      assert.deepEqual([(await shop.tab(invoice)).payments, (await shop.audit(invoice)).length], [[], 1])
      assert.partialDeepStrictEqual((await shop.post(`/v1/invoices/${invoice}/sync`, {})).json, { matches: true, recorded: 0 })
    })
  }

  test('captured in part and refunded ends the same in every order of its events', async () => {
    const orders = permutations([0, 1, 2, 3])
    const invoices = await Promise.all(orders.map(() => shop.newInvoice()))
    const events = await shop.withheld(async () => {
      for (const invoice of invoices) {
        const { charge } = await shop.pay(invoice, 400_00, authorized)
        await shop.play(`/_sim/charges/${charge}/capture`, { amount: 150_00 })
        await shop.play('/_sim/refunds', { charge, amount: 40_00 })
      }
    })
    assert.deepEqual(
      events
        .slice(0, 4)
        .map(({ type }) => type)
        .toSorted(),
      ['charge.captured', 'charge.refunded', 'charge.succeeded', 'refund.created'],
    )
    const plays = orders.map((order, place) => ({ order, invoice: invoices[place] ?? '', events: events.slice(place * 4, place * 4 + 4) }))
    await fourAtOnce(plays, ({ order, events }) => shop.deliver(order.flatMap((at) => events[at] ?? [])))
    for (const { order, invoice } of plays) {
      const tab = await shop.tab(invoice)
      assert.deepEqual(
        [tab.payments.map(({ amount }) => amount).toSorted((a, b) => a - b), tab.invoice.paid],
        [[-40_00, 150_00], 110_00],
        `in the order ${order.join(', ')}`,
      )
    }
  })
})
