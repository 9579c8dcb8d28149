/** The host lists what needs a person in its store, and says that one was seen. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addStore } from '../../../server/access/add-store.ts'
import { issueKey, newApiKey } from '../../../server/access/issue-key.ts'
import { AttentionList, AuditPage, type AttentionItem } from '../../../server/contract/responses.ts'
import { createApi, type Api } from '../../support/api.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

describe('What needs a person', () => {
  let shop: HttpShop
  let others: Api

  before(async () => {
    shop = await openShop({ http: true, accounts: ['acct_other'] })
    const key = newApiKey()
    const { db } = shop
    await addStore({ db }, { id: 'other', name: 'Other', stripeAccount: 'acct_other', livemode: false, allowedOrigins: [] })
    await issueKey({ db, clock: () => new Date() }, 'other', key)
    others = createApi(shop.url, key)
  })
  after(() => shop.stop())

  const itemsOf = async (api: Api): Promise<AttentionItem[]> => AttentionList.parse((await api.call('GET', '/v1/attention')).json).items
  const acknowledge = async (api: Api, id: string, body: object = { acknowledge: true }): Promise<string | number> => {
    const { status, code } = await api.call('POST', `/v1/attention/${id}`, { body })
    return code ?? status
  }

  test('is listed for its store’s host alone, and hidden once that host acknowledged it, in the tab too', async () => {
    const invoice = await shop.newInvoice()
    const { charge, payment } = await shop.paid(500_00, { invoice })
    await shop.play('/_sim/disputes', { charge, amount: 450_00, currency: 'eur' })
    await shop.quiet()
    const [item, ...more] = await itemsOf(shop.host)
    assert.ok(item !== undefined)
    assert.partialDeepStrictEqual(item, { code: 'currency_mismatch', invoice, charge, payment: null, event: null, acknowledgeable: true })
    assert.deepEqual(more, [])
    assert.deepEqual((await shop.tab(invoice)).attention, [{ code: 'currency_mismatch', charge, payment: null, since: item.since }])
    assert.deepEqual(await itemsOf(others), [])
    assert.deepEqual([await acknowledge(others, item.id), (await itemsOf(shop.host)).length], ['not_found', 1])
    assert.equal(await acknowledge(shop.host, item.id, { acknowledge: false }), 'invalid_request')

    assert.deepEqual([await acknowledge(shop.host, item.id), await acknowledge(shop.host, item.id)], [204, 'not_found'])
    assert.deepEqual([await itemsOf(shop.host), (await shop.tab(invoice)).attention], [[], []])
    const { entries } = AuditPage.parse((await shop.host.call('GET', `/v1/invoices/${invoice}/audit`)).json)
    assert.partialDeepStrictEqual(entries[0], {
      action: 'attention_acknowledged',
      actor: { name: null, via: 'host' },
      payment,
      charge,
      data: { code: 'currency_mismatch', remaining: 500_00 },
    })
  })

  test('is not acknowledged where it closes by itself, as a charge does that waits for its invoice', async () => {
    const { charge } = await shop.pay('not-sent-yet', 100_00)
    await shop.quiet()
    const [item] = await itemsOf(shop.host)
    assert.ok(item !== undefined)
    assert.partialDeepStrictEqual(item, { code: 'unmatched', invoice: 'not-sent-yet', charge, acknowledgeable: false })
    assert.equal(await acknowledge(shop.host, item.id), 'not_found')
    await shop.host.putInvoice('not-sent-yet')
    assert.deepEqual(await itemsOf(shop.host), [])
  })
})
