/** “Sync now” on an invoice for which Stripe has a charge that is not known here. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openShop, type HttpShop } from '../../support/shop.ts'

describe('syncing an invoice', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  const sync = async (invoice: string): Promise<unknown> => (await shop.post(`/v1/invoices/${invoice}/sync`, {})).json
  /** A charge with a refund and an inquiry, none of whose webhooks is ever sent. */
  const undiscovered = async (invoice: string, options: object): Promise<string> => {
    let charge = ''
    await shop.withheld(async () => {
      charge = (await shop.pay(invoice, 500_00, options)).charge
      await shop.play('/_sim/refunds', { charge, amount: 100_00 })
      await shop.play('/_sim/disputes', { charge, inquiry: true })
    })
    return charge
  }
  const assertHeard = async (invoice: string, charge: string): Promise<void> => {
    const tab = await shop.tab(invoice)
    assert.deepEqual(
      tab.payments.map((row) => [row.charge, row.amount]),
      [
        [charge, 500_00],
        [charge, -100_00],
      ],
    )
    assert.partialDeepStrictEqual(tab, {
      invoice: { paid: 400_00 },
      disputes: [{ charge, open: true }],
      sync: { matches: true },
      attention: [],
    })
  }

  for (const [how, options] of Object.entries({
    'marked itself': {},
    'marked on its payment intent only': { marks: 'payment_intent' },
    'of a Checkout session that names the invoice': { via: 'checkout' },
    'of a Checkout session that is marked': { via: 'checkout', marks: 'session' },
    'of a Payment Link that is marked': { via: 'payment_link', marks: 'session' },
  })) {
    test(`finds a charge ${how} whose every webhook was lost, with its refund and its dispute`, async () => {
      const invoice = await shop.newInvoice()
      const charge = await undiscovered(invoice, options)
      assert.deepEqual((await shop.tab(invoice)).payments, [])
      assert.partialDeepStrictEqual(await sync(invoice), { matches: true, difference: 0, recorded: 3 })
      await assertHeard(invoice, charge)
      assert.partialDeepStrictEqual(await sync(invoice), { matches: true, difference: 0, recorded: 0 })
    })
  }

  test('finds a charge whose events came and whose rows the books have lost', async () => {
    const invoice = await shop.newInvoice()
    const { charge } = await shop.paid(500_00, { invoice })
    await shop.db.transaction().execute(async (tx) => {
      await sql`alter table payments disable trigger user`.execute(tx)
      await tx.deleteFrom('payments').where('charge', '=', charge).execute()
      await tx.deleteFrom('charges').where('id', '=', charge).execute()
      await sql`alter table payments enable trigger user`.execute(tx)
    })
    assert.deepEqual((await shop.tab(invoice)).payments, [])
    assert.partialDeepStrictEqual(await sync(invoice), { matches: true, difference: 0, recorded: 1 })
    assert.partialDeepStrictEqual((await shop.tab(invoice)).payments, [{ charge, amount: 500_00 }])
  })

  test('takes up no charge of another invoice, another store or nobody', async () => {
    const invoice = await shop.newInvoice()
    const other = await shop.newInvoice()
    await shop.withheld(async () => {
      await shop.pay(`${invoice}0`, 10_00)
      await shop.pay(invoice, 10_00, { marks: 'none' })
      await shop.pay(invoice, 10_00, { captured: false })
      await shop.pay(other, 10_00)
    })
    assert.partialDeepStrictEqual(await sync(invoice), { matches: true, difference: 0, recorded: 0 })
    assert.deepEqual((await shop.tab(invoice)).payments, [])
  })

  test('says that it does not match where the charge that it finds is in another currency', async () => {
    const invoice = await shop.newInvoice()
    await shop.withheld(() => shop.pay(invoice, 500_00, { currency: 'eur' }))
    assert.partialDeepStrictEqual(await sync(invoice), { matches: false, recorded: 0 })
    assert.partialDeepStrictEqual((await shop.tab(invoice)).attention, [{ code: 'currency_mismatch' }])
  })
})
