/** A payment whose mark names no invoice that can take it is shown to the store, and a person says which one it is for. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as z from 'zod/mini'
import { AttentionList } from '../../../server/contract/responses.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const Synced = z.object({ matches: z.boolean() })

describe('a payment whose mark can’t be used', () => {
  let shop: HttpShop
  before(async () => {
    shop = await openShop({ http: true })
  })
  after(() => shop.stop())

  const itemOf = async (charge: string) => {
    const { items } = AttentionList.parse((await shop.host.call('GET', '/v1/attention')).json)
    return items.find((item) => item.charge === charge)
  }
  const assign = (item: string, invoice: string) => shop.post(`/v1/attention/${item}`, { assign: invoice })
  const matches = async (invoice: string) => Synced.parse((await shop.post(`/v1/invoices/${invoice}/sync`, {})).json).matches

  const marked: Readonly<Record<string, readonly [code: string, options: (invoice: string) => object]>> = {
    'by a reference with another sign': ['unusable_mark', (invoice) => ({ via: 'checkout', reference: `jeweltrak:${invoice}` })],
    'by a reference in capitals': ['unusable_mark', (invoice) => ({ via: 'checkout', reference: `JEWELTRAK-${invoice}` })],
    'by metadata in the wrong case': ['unmatched', (invoice) => ({ invoice: invoice.toUpperCase() })],
    'by metadata with a space': ['unusable_mark', (invoice) => ({ invoice: `${invoice} ` })],
  }
  for (const [what, [code, options]] of Object.entries(marked)) {
    test(`${what} waits for a person, who gives it its invoice with all that it brought along`, async () => {
      const invoice = await shop.newInvoice()
      const { charge } = await shop.pay(invoice, 500_00, options(invoice))
      await shop.quiet()
      await shop.play('/_sim/refunds', { charge, amount: 100_00 })
      await shop.quiet()
      assert.deepEqual((await shop.tab(invoice)).payments, [])
      const item = await itemOf(charge)
      assert.equal(item?.code, code)
      assert.equal(await matches(invoice), false, 'Stripe has a payment that names the invoice')

      assert.equal((await assign(item?.id ?? '', 'not-sent-yet')).code, 'not_found')
      assert.equal((await assign(item?.id ?? '', await shop.newInvoice({ currency: 'eur' }))).code, 'invalid_request')
      assert.equal((await assign(item?.id ?? '', invoice)).status, 204)
      assert.deepEqual(
        (await shop.tab(invoice)).payments.map(({ amount }) => amount).toSorted((one, other) => one - other),
        [-100_00, 500_00],
      )
      assert.equal(await itemOf(charge), undefined)
      assert.equal((await assign(item?.id ?? '', invoice)).code, 'not_found')
      assert.partialDeepStrictEqual((await shop.audit(invoice)).at(-1), { action: 'attention_resolved', charge, data: { code } })
    })
  }
})
