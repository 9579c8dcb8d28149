/** The host brings a Stripe payment that exists already onto an invoice. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Payment } from '../../../server/contract/tab.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { databaseState } from '../../support/database-state.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

describe('importing a Stripe payment', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true, accounts: ['acct_other'] })
    await addStore({ db: shop.db }, { id: 'other', name: 'Other', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
  })
  after(() => shop.stop())

  const bring = (invoice: string, charge: string, method = 'stripe_link', more: object = {}) =>
    shop.post(`/v1/invoices/${invoice}/payments`, { method, charge, ...more })
  const unmarked = (amount: number, more: object = {}) => shop.pay('nowhere', amount, { marks: 'none', ...more })

  test('answers 201 with its row, and from then on 200 with the same', async () => {
    const invoice = await shop.newInvoice()
    const { charge } = await unmarked(80_00, { createdAt: '2025-12-24T10:00:00Z' })
    await shop.quiet()
    const created = await bring(invoice, charge)
    const row = Payment.parse(created.json)
    assert.equal(created.status, 201)
    assert.partialDeepStrictEqual(row, {
      method: 'stripe_link',
      amount: 80_00,
      status: 'succeeded',
      charge,
      recordedAt: '2025-12-24T10:00:00.000Z',
      recordedBy: { name: null, via: 'stripe' },
    })
    const state = await databaseState(shop)
    for (let again = 1; again <= 2; again += 1) {
      const known = await bring(invoice, charge)
      assert.deepEqual([known.status, known.json], [200, row])
    }
    assert.deepEqual(await databaseState(shop), state)
    assert.equal((await shop.refund(row.id, 80_00, { invoice })).status, 201)
  })

  test('makes one row also where ten import it at once', async () => {
    const invoice = await shop.newInvoice()
    const { charge } = await unmarked(80_00)
    await shop.quiet()
    const answers = await Promise.all(Array.from({ length: 10 }, () => bring(invoice, charge)))
    assert.ok(answers.every(({ status }) => status === 201 || status === 200))
    assert.equal(new Set(answers.map(({ json }) => Payment.parse(json).id)).size, 1)
    assert.equal((await shop.tab(invoice)).payments.length, 1)
  })

  test('brings its refunds in every state and its disputes along, also where no event of it was ever seen', async () => {
    const invoice = await shop.newInvoice()
    let charge = ''
    let refunds: string[] = []
    await shop.withheld(async () => {
      charge = (await unmarked(500_00, { method: 'stripe_terminal' })).charge
      const made = (outcome: string, amount: number) => shop.play('/_sim/refunds', { charge, amount, outcome })
      refunds = [await made('succeeded', 10_00), await made('pending', 20_00), await made('pending', 30_00)]
      await shop.play(`/_sim/refunds/${refunds[2]}`, { status: 'failed', failureReason: 'declined' })
      await shop.play('/_sim/disputes', { charge, amount: 40_00, inquiry: true })
      const lost = await shop.play('/_sim/disputes', { charge, amount: 50_00 })
      await shop.play(`/_sim/disputes/${lost}/close`, { outcome: 'lost' })
    })
    const answer = await bring(invoice, charge, 'stripe_terminal')
    assert.equal(answer.status, 201)
    assert.partialDeepStrictEqual(answer.json, { method: 'stripe_terminal', refunded: 10_00, lost: 50_00, refundable: 420_00 })
    const tab = await shop.tab(invoice)
    assert.deepEqual(
      tab.payments.flatMap(({ refund, status, amount }) => (refund === null ? [] : [`${refund.id} ${status} ${amount}`])).toSorted(),
      [`${refunds[0]} succeeded -1000`, `${refunds[1]} pending -2000`, `${refunds[2]} failed -3000`].toSorted(),
    )
    assert.deepEqual(tab.disputes.map(({ status }) => status).toSorted(), ['lost', 'warning_needs_response'])
    assert.equal(tab.invoice.paid, 470_00)
    const actions = (await shop.audit(invoice)).map(({ action }) => action)
    assert.equal(actions.filter((action) => action === 'stripe_refund_recorded').length, 3)
    assert.equal(actions.filter((action) => action === 'dispute_opened').length, 2)
  })

  const refusals: readonly (readonly [string, (invoice: string) => Promise<{ charge: string; method?: string }>, string])[] = [
    ['that Stripe does not know', () => Promise.resolve({ charge: 'ch_of_nobody' }), 'not_found'],
    ['of another store’s Stripe account', () => unmarked(10_00, { store: 'acct_other' }), 'not_found'],
    ['that was paid another way', async () => ({ ...(await unmarked(10_00)), method: 'stripe_terminal' }), 'invalid_request'],
    ['by a reader as though by link', () => unmarked(10_00, { method: 'stripe_terminal' }), 'invalid_request'],
    ['that is only authorised', () => unmarked(10_00, { captured: false }), 'invalid_request'],
    ['that was declined', () => unmarked(10_00, { declined: true }), 'invalid_request'],
    ['that waits for the bank', () => unmarked(10_00, { async: true }), 'invalid_request'],
    ['in another currency', () => unmarked(10_00, { currency: 'eur' }), 'invalid_request'],
    ['that names another invoice', async () => shop.pay(await shop.newInvoice(), 10_00), 'invalid_request'],
    ['that names an invoice not known yet', () => shop.pay('not_known_yet', 10_00), 'invalid_request'],
  ]
  for (const [what, make, code] of refusals) {
    test(`is refused of one ${what}: ${code}, and nothing changes`, async () => {
      const invoice = await shop.newInvoice()
      const { charge, method } = await make(invoice)
      await shop.quiet()
      const before = [await shop.tab(invoice), await shop.audit(invoice), await databaseState(shop)]
      assert.equal((await bring(invoice, charge, method)).code, code)
      assert.deepEqual([await shop.tab(invoice), await shop.audit(invoice), await databaseState(shop)], before)
    })
  }

  for (const member of ['amount', 'note', 'direction', 'replaces', 'store', 'currency']) {
    test(`takes no ${member}: Stripe knows it`, async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await unmarked(10_00)
      await shop.quiet()
      assert.equal((await bring(invoice, charge, 'stripe_link', { [member]: 'x' })).code, 'invalid_request')
      assert.deepEqual((await shop.tab(invoice)).payments, [])
    })
  }

  test('to a voided invoice is refused, and to one that is unknown not found', async () => {
    const invoice = await shop.newInvoice({ status: 'voided' })
    const { charge } = await unmarked(10_00)
    await shop.quiet()
    assert.equal((await bring(invoice, charge)).code, 'invoice_voided')
    assert.equal((await bring('unknown', charge)).code, 'not_found')
  })

  test('a charge that its marks name this invoice for is found although its events were lost', async () => {
    const invoice = await shop.newInvoice()
    let charge = ''
    await shop.withheld(async () => void ({ charge } = await shop.pay(invoice, 10_00)))
    assert.equal((await bring(invoice, charge)).status, 201)
    assert.equal((await shop.tab(invoice)).invoice.paid, 10_00)
  })
})
