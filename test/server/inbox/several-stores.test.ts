/** Several stores on one server: each its Stripe account, its events, its keys and its pages. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { Stripe } from 'stripe'
import * as z from 'zod/mini'
import { addStore } from '../../../server/access/add-store.ts'
import { issueKey } from '../../../server/access/issue-key.ts'
import { createApi, type Api } from '../../support/api.ts'
import { databaseState } from '../../support/database-state.ts'
import { SHOP_ORIGIN, WEBHOOK_SECRET } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const STORES = ['berlin', 'paris'] as const
const Journal = z.object({ requests: z.array(z.looseObject({})) })

describe('several stores', () => {
  let shop: HttpShop
  let later = 0
  const apis = new Map<string, Api>()
  before(async () => {
    const clock = (): Date => new Date(Date.now() + later)
    shop = await openShop({ http: true, clock, accounts: STORES.map((store) => `acct_${store}`) })
    apis.set('default', shop.host)
    for (const store of STORES) {
      const origins = [`https://${store}.example`]
      await addStore({ db: shop.db }, { id: store, name: store, stripeAccount: `acct_${store}`, livemode: false, allowedOrigins: origins })
      await issueKey({ db: shop.db, clock }, store, `key_of_${store}`)
      apis.set(store, createApi(shop.url, `key_of_${store}`))
    }
  })
  after(() => shop.stop())

  const api = (store: string): Api => {
    const found = apis.get(store)
    assert.ok(found !== undefined)
    return found
  }
  const everyStore = ['default', ...STORES]
  const at = (store: string): object => (store === 'default' ? {} : { store: `acct_${store}` })

  test('each have their own payments, refunds, disputes and audit log, also under one invoice’s id', async () => {
    for (const store of everyStore) await api(store).putInvoice('1001', { total: 1_000_00 })
    const amounts = new Map(everyStore.map((store, place) => [store, (place + 1) * 100_00]))
    const charges = new Map<string, string>()
    for (const [store, amount] of amounts) charges.set(store, (await shop.pay('1001', amount, at(store))).charge)
    for (const charge of charges.values()) {
      await shop.play('/_sim/refunds', { charge, amount: 10_00 })
      await shop.play('/_sim/disputes', { charge, amount: 1_00 })
    }
    await shop.quiet()
    for (const [store, amount] of amounts) {
      const tab = await api(store).tab('1001')
      assert.equal(tab.invoice.paid, amount - 10_00)
      assert.deepEqual(new Set(tab.payments.map(({ charge }) => charge)), new Set([charges.get(store)]))
      assert.deepEqual(
        tab.disputes.map(({ charge }) => charge),
        [charges.get(store)],
      )
      const mentioned = (await shop.audit('1001', api(store))).flatMap(({ charge }) => charge ?? [])
      assert.deepEqual(new Set(mentioned), new Set([charges.get(store)]))
      assert.partialDeepStrictEqual((await api(store).call('POST', '/v1/invoices/1001/sync')).json, { matches: true, recorded: 0 })
    }
  })

  test('a refund is made at the store’s own account', async () => {
    await api('paris').putInvoice('refunded')
    const { charge } = await shop.pay('refunded', 20_00, at('paris'))
    await shop.quiet()
    const [row] = (await api('paris').tab('refunded')).payments
    await shop.simulator.control('DELETE', '/_sim/requests')
    const refund = await api('paris').refund('refunded', { payment: row?.id, amount: 5_00 })
    assert.equal(refund.charge, charge)
    const { requests } = Journal.parse(await shop.simulator.control('GET', '/_sim/requests'))
    assert.partialDeepStrictEqual(requests, [{ account: 'acct_paris', method: 'POST', path: '/v1/refunds', status: 200 }])
    await shop.quiet()
  })

  test('a charge of one store that names another’s invoice waits in its own, and is never shown to the other', async () => {
    await api('berlin').putInvoice('only_in_berlin')
    const before = await api('berlin').tab('only_in_berlin')
    const { charge } = await shop.pay('only_in_berlin', 70_00, at('paris'))
    await shop.quiet()
    assert.deepEqual(await api('berlin').tab('only_in_berlin'), before)
    const held = await shop.db.selectFrom('charges').select(['store', 'assignment']).where('id', '=', charge).execute()
    assert.deepEqual(held, [{ store: 'paris', assignment: 'unmatched' }])
    await api('paris').putInvoice('only_in_berlin')
    assert.equal((await api('paris').tab('only_in_berlin')).invoice.paid, 70_00)
    assert.deepEqual(await api('berlin').tab('only_in_berlin'), before)
  })

  test('one event’s id in two accounts is two events, and metadata never moves an event to another store', async () => {
    for (const store of STORES) await api(store).putInvoice('twin')
    const deliver = async (account: string, charge: string): Promise<number> => {
      const now = Math.floor(Date.now() / 1000)
      const object = {
        id: charge,
        object: 'charge',
        amount: 9_00,
        amount_captured: 9_00,
        amount_refunded: 0,
        captured: true,
        status: 'succeeded',
        currency: 'usd',
        created: now,
        payment_intent: null,
        payment_method_details: null,
        metadata: { jeweltrak_invoice: 'twin', jeweltrak_store: 'default' },
      }
      const payload = JSON.stringify({
        id: 'evt_twin',
        object: 'event',
        account,
        created: now,
        livemode: false,
        type: 'charge.succeeded',
        data: { object },
      })
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET })
      const headers = { 'Content-Type': 'application/json', 'Stripe-Signature': signature }
      return (await shop.api(null).call('POST', '/stripe/webhooks', { raw: payload, headers })).status
    }
    assert.deepEqual(
      [await deliver('acct_berlin', 'ch_berlin'), await deliver('acct_paris', 'ch_paris'), await deliver('acct_paris', 'ch_paris')],
      [200, 200, 200],
    )
    await shop.quiet()
    for (const store of STORES) {
      const { payments } = await api(store).tab('twin')
      assert.deepEqual(
        payments.map(({ charge, amount }) => [charge, amount]),
        [[`ch_${store}`, 9_00]],
      )
    }
    assert.equal((await api('default').call('GET', '/v1/invoices/twin/payments')).code, 'not_found')
    const state = await databaseState(shop)
    assert.equal(await deliver('acct_of_nobody', 'ch_nobody'), 200)
    assert.deepEqual(await databaseState(shop), state)
  })

  test('each allows its own pages only, of hosts and of sessions', async () => {
    const origins = new Map([['default', SHOP_ORIGIN], ...STORES.map((store) => [store, `https://${store}.example`] as const)])
    for (const store of everyStore) {
      await api(store).putInvoice('paged')
      const session = createApi(shop.url, await api(store).openSession('paged'))
      for (const [owner, origin] of origins) {
        for (const principal of [api(store), session]) {
          const answer = await principal.call('GET', '/v1/invoices/paged/payments', { headers: { Origin: origin } })
          assert.equal(answer.code ?? answer.status, owner === store ? 200 : 'forbidden', `${store} from ${origin}`)
        }
      }
    }
  })

  test('a key given by the command line works at once, the one before it for the overlap and no longer, and no other store notices', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['server/main.ts', 'store', 'key', 'berlin', '--overlap-hours', '2'], {
      env: {
        ...process.env,
        DATABASE_URL: shop.databaseUrl,
        STRIPE_SECRET_KEY: 'sk_test_simulated',
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      },
    })
    const [made = ''] = /jtk_[\w-]{43}/.exec(stdout) ?? []
    const works = async (key: string): Promise<boolean> =>
      (await createApi(shop.url, key).call('GET', '/v1/invoices/1001/payments')).status === 200
    assert.deepEqual([await works(made), await works('key_of_berlin'), await works('key_of_paris')], [true, true, true])
    later = 2 * 3600_000 + 60_000
    assert.deepEqual([await works(made), await works('key_of_berlin'), await works('key_of_paris')], [true, false, true])
    assert.ok(!shop.logged.some((line) => line.includes(made)))
  })
})
