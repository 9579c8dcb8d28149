/** A refund after it was made: waiting, fetched again, done, failed or canceled, and the bank’s reference that comes in the end. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Payment } from '../../../server/contract/tab.ts'
import { fourAtOnce, permutations } from '../../support/orders.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

/** All that Stripe's documentation of `failure_reason` names. */
const FAILURE_REASONS = [
  'charge_for_pending_refund_disputed',
  'declined',
  'expired_or_canceled_card',
  'insufficient_funds',
  'lost_or_stolen_card',
  'merchant_request',
  'unknown',
] as const

const PENDING_REASONS = ['processing', 'insufficient_funds', 'charge_pending'] as const

describe('a refund', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  interface Refunded {
    readonly invoice: string
    readonly charge: string
    readonly payment: string
    /** The refund's row, and its id at Stripe. */
    readonly row: string
    readonly refund: string
  }

  /** A charge of 500.00 of which 200.00 is refunded, by the widget's call or in Stripe's dashboard. */
  const refunded = async (outcome: string, by: 'call' | 'dashboard', more: object = {}): Promise<Refunded> => {
    const invoice = await shop.newInvoice()
    const { charge, payment } = await shop.paid(500_00, { invoice })
    if (by === 'call') {
      await shop.simulator.control('PUT', '/_sim/faults', { refunds: { outcome } })
      const answer = await shop.refund(payment, 200_00, { invoice })
      await shop.simulator.control('DELETE', '/_sim/faults')
      assert.equal(answer.status, 201, answer.text)
      const row = Payment.parse(answer.json)
      await shop.quiet()
      return { invoice, charge, payment, row: row.id, refund: row.refund?.id ?? '' }
    }
    const refund = await shop.play('/_sim/refunds', { charge, amount: 200_00, outcome, ...more })
    await shop.quiet()
    const row = (await shop.tab(invoice)).payments.find((one) => one.refund?.id === refund)
    return { invoice, charge, payment, row: row?.id ?? '', refund }
  }
  const move = async ({ refund }: Refunded, change: object): Promise<void> => {
    await shop.play(`/_sim/refunds/${refund}`, change)
    await shop.quiet()
  }
  const row = ({ invoice, row: id }: Refunded) => shop.row(id, invoice)
  const figures = async ({ invoice, payment }: Refunded) => {
    const tab = await shop.tab(invoice)
    const original = tab.payments.find(({ id }) => id === payment)
    return { paid: tab.invoice.paid, refundable: original?.refundable, refunded: original?.refunded, blockedBy: original?.blockedBy }
  }
  const recordings = async ({ invoice }: Refunded): Promise<number> =>
    (await shop.audit(invoice)).filter(({ action }) => action === 'stripe_refund_recorded').length

  const UNREFUNDED = { paid: 300_00, refundable: 300_00, refunded: 0, blockedBy: null }
  const DONE = { paid: 300_00, refundable: 300_00, refunded: 200_00, blockedBy: null }
  const GIVEN_BACK = { paid: 500_00, refundable: 500_00, refunded: 0, blockedBy: null }

  for (const by of ['call', 'dashboard'] as const) {
    const made = by === 'call' ? 'made here' : 'made in the dashboard'
    for (const pendingReason of PENDING_REASONS) {
      test(`${made} that is pending because of ${pendingReason} counts, says why, and is done in the end`, async () => {
        const it = await refunded('pending', by, { pendingReason })
        if (by === 'call') await move(it, { pendingReason })
        assert.partialDeepStrictEqual(await row(it), {
          status: 'pending',
          amount: -200_00,
          action: null,
          blockedBy: null,
          refund: { id: it.refund, original: it.payment, pendingReason, failureReason: null },
        })
        assert.deepEqual(await figures(it), UNREFUNDED)
        await move(it, { status: 'succeeded' })
        assert.partialDeepStrictEqual(await row(it), { status: 'succeeded', refund: { pendingReason: null } })
        assert.deepEqual([await figures(it), await recordings(it)], [DONE, 1])
      })
    }

    for (const end of ['succeeded', 'canceled', 'failed'] as const) {
      test(`${made} that needs the customer to act counts until it is ${end}`, async () => {
        const it = await refunded('requires_action', by)
        assert.equal((await row(it)).status, 'requires_action')
        assert.deepEqual(await figures(it), UNREFUNDED)
        await move(it, { status: end })
        const { status, amount } = await row(it)
        assert.deepEqual([status, amount], [end, -200_00])
        assert.deepEqual([await figures(it), await recordings(it)], [end === 'succeeded' ? DONE : GIVEN_BACK, 1])
      })
    }
  }

  for (const from of ['pending', 'succeeded'] as const) {
    for (const failureReason of FAILURE_REASONS) {
      test(`that was ${from} and failed because of ${failureReason} keeps its row, says why, and counts no more`, async () => {
        const it = await refunded(from, 'dashboard')
        await move(it, { status: 'failed', failureReason })
        assert.partialDeepStrictEqual(await row(it), {
          status: 'failed',
          amount: -200_00,
          refund: { failureReason, pendingReason: null },
        })
        assert.deepEqual([await figures(it), await recordings(it)], [GIVEN_BACK, 1])
        const last = (await shop.audit(it.invoice)).at(-1)
        assert.partialDeepStrictEqual(last, {
          action: 'stripe_refund_changed',
          payment: it.row,
          data: { from, to: 'failed', failureReason },
        })
      })
    }
  }

  test('that failed is paid out another way, in parts, and only what is left can be refunded to the card again', async () => {
    const it = await refunded('pending', 'call')
    await move(it, { status: 'failed', failureReason: 'declined' })
    const payOut = (amount: number) =>
      shop.post(`/v1/invoices/${it.invoice}/payments`, { method: 'cash', amount, direction: 'out', replaces: it.row })
    const tooMuch = (refundable: number) => ({ code: 'amount_exceeds_refundable', refundable })
    assert.partialDeepStrictEqual((await payOut(200_01)).json, tooMuch(200_00))
    const part = await payOut(120_00)
    assert.equal(part.status, 201)
    assert.partialDeepStrictEqual(part.json, { amount: -120_00, replaces: it.row, method: 'cash' })
    assert.partialDeepStrictEqual((await payOut(80_01)).json, tooMuch(80_00))
    assert.equal((await payOut(80_00)).status, 201)
    assert.partialDeepStrictEqual(await row(it), { status: 'failed', refund: { paidOut: 200_00 } })
    assert.deepEqual(await figures(it), UNREFUNDED)
    assert.partialDeepStrictEqual((await shop.refund(it.payment, 300_01, { invoice: it.invoice })).json, tooMuch(300_00))
    assert.equal((await shop.refund(it.payment, 300_00, { invoice: it.invoice })).status, 201)
    assert.deepEqual(await figures(it), { paid: 0, refundable: 0, refunded: 300_00, blockedBy: 'paid_out' })
  })

  test('that is whole and pending blocks the charge as pending, not as refunded', async () => {
    const invoice = await shop.newInvoice()
    const { charge, payment } = await shop.paid(100_00, { invoice })
    const refund = await shop.play('/_sim/refunds', { charge, outcome: 'pending' })
    await shop.quiet()
    assert.partialDeepStrictEqual(await shop.row(payment, invoice), {
      action: null,
      blockedBy: 'refund_pending',
      refundable: 0,
      refunded: 0,
    })
    assert.equal((await shop.refund(payment, 1, { invoice })).code, 'amount_exceeds_refundable')
    await shop.play(`/_sim/refunds/${refund}`, { status: 'succeeded' })
    await shop.quiet()
    assert.equal((await shop.row(payment, invoice)).blockedBy, 'fully_refunded')
  })

  test('gets the bank’s reference when it arrives, and keeps it whatever comes later', async () => {
    const it = await refunded('succeeded', 'call')
    assert.partialDeepStrictEqual((await row(it)).refund?.reference, { type: 'acquirer_reference_number', value: null, status: 'pending' })
    await move(it, { reference: '74510012345678901234567' })
    const reference = { type: 'acquirer_reference_number', value: '74510012345678901234567', status: 'available' }
    assert.deepEqual((await row(it)).refund?.reference, reference)
    await move(it, { referenceStatus: 'pending' })
    assert.deepEqual((await row(it)).refund?.reference, reference)
    await move(it, { referenceStatus: 'unavailable' })
    assert.deepEqual((await row(it)).refund?.reference, reference)
    await move(it, { status: 'failed', failureReason: 'unknown' })
    assert.partialDeepStrictEqual(await row(it), { status: 'failed', refund: { reference } })
  })

  test('has no reference where the bank gives none', async () => {
    const it = await refunded('succeeded', 'dashboard')
    await move(it, { referenceStatus: 'unavailable' })
    assert.partialDeepStrictEqual((await row(it)).refund?.reference, { value: null, status: 'unavailable' })
  })

  test('ends as Stripe has it in every order of its events, its reference included', async () => {
    const orders = permutations([0, 1, 2, 3])
    const all = await Promise.all(orders.map(async (order) => ({ order, invoice: await shop.newInvoice() })))
    const charges: string[] = []
    for (const { invoice } of all) charges.push((await shop.pay(invoice, 500_00)).charge)
    await shop.quiet()
    const sent = await shop.withheld(async () => {
      for (const charge of charges) {
        const refund = await shop.play('/_sim/refunds', { charge, amount: 200_00, outcome: 'pending' })
        await shop.play(`/_sim/refunds/${refund}`, { status: 'succeeded', reference: '7451' })
        await shop.play(`/_sim/refunds/${refund}`, { status: 'failed', failureReason: 'declined' })
      }
    })
    // The same news under another name is left out, or there would be five thousand orders.
    const events = sent.filter(({ type }) => type !== 'charge.refund.updated' && type !== 'charge.refunded')
    assert.deepEqual(
      events.slice(0, 4).map(({ type }) => type),
      ['refund.created', 'refund.updated', 'refund.failed', 'refund.updated'],
    )
    const plays = all.map((one, place) => ({ ...one, events: events.slice(place * 4, place * 4 + 4) }))
    await fourAtOnce(plays, ({ order, events }) => shop.deliver(order.flatMap((place) => events[place] ?? [])))
    await shop.quiet()
    for (const { order, invoice } of plays) {
      const tab = await shop.tab(invoice)
      const refund = tab.payments.find((one) => one.refund !== null)
      assert.partialDeepStrictEqual(
        refund,
        { status: 'failed', amount: -200_00, refund: { failureReason: 'declined', pendingReason: null, reference: { value: '7451' } } },
        order.join(', '),
      )
      assert.deepEqual([tab.payments.length, tab.invoice.paid], [2, 500_00])
    }
  })
})
