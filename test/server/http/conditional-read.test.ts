import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Tab } from '../../../server/contract/tab.ts'
import { untilIs } from '../../support/until.ts'
import { SHOP_ORIGIN } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const TAB = '/v1/invoices/1001/payments'

describe('reading the tab again', () => {
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true })
    await server.api().putInvoice('1001')
  })
  after(() => server.stop())

  const read = (known?: string, path = TAB) =>
    server.api().call('GET', path, { headers: known === undefined ? {} : { 'If-None-Match': known } })

  test('answers nothing new to a reader that has the version, and the tab once it changed', async () => {
    const first = await read()
    const known = first.headers.get('etag') ?? ''
    assert.equal(known, `"${Tab.parse(first.json).version}"`)

    const again = await read(known)
    assert.deepEqual([again.status, again.text, again.headers.get('etag')], [304, '', known])

    await server.api().call('POST', TAB, { body: { method: 'cash', amount: 100 } })
    const changed = await read(known)
    assert.equal(changed.status, 200)
    assert.equal(Tab.parse(changed.json).invoice.paid, 100)
    assert.notEqual(changed.headers.get('etag'), known)
  })

  test('answers the tab to a reader that holds its version from before something concerned the whole store', async () => {
    await server.api().putInvoice('1002')
    await server.simulator.control('POST', '/_sim/charges', { invoice: '1002', amount: 5_000 })
    await untilIs(async () => (await server.api().tab('1002')).payments.length, 1)
    const [payment] = (await server.api().tab('1002')).payments
    const held = (await read()).headers.get('etag') ?? ''

    await server.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1, status: 401 } })
    await server.api().refund('1002', { payment: payment?.id, amount: 1_000 })
    const changed = await read(held)
    assert.equal(changed.status, 200)
    assert.deepEqual(
      Tab.parse(changed.json).attention.map(({ code }) => code),
      ['stripe_key_refused'],
    )
    assert.equal((await read(changed.headers.get('etag') ?? '')).status, 304)
  })

  test('knows the version in every form that a proxy may give it', async () => {
    const known = (await read()).headers.get('etag') ?? ''
    for (const form of [`W/${known}`, `"0", ${known}`, `"0" , W/${known}`, '*']) assert.equal((await read(form)).status, 304, form)
    for (const form of ['', '"0"', known.slice(1, -1), `"${known}`]) assert.equal((await read(form)).status, 200, form)
  })

  test('says of an invoice that is not there, and of one that a session is not for, what it says without a version', async () => {
    assert.equal((await read('*', '/v1/invoices/none/payments')).code, 'not_found')
    const session = await server.api().openSession('1001')
    const answer = await server.api(session).call('GET', '/v1/invoices/1002/payments', { headers: { 'If-None-Match': '*' } })
    assert.equal(answer.code, 'forbidden')
  })

  test('notices what changed for the whole store', async () => {
    await server.db
      .updateTable('stores')
      .set((column) => ({ version: column('version', '+', 7) }))
      .execute()
    const known = (await read()).headers.get('etag') ?? ''
    assert.equal((await read(known)).status, 304)
    await server.db
      .updateTable('stores')
      .set((column) => ({ version: column('version', '+', 1) }))
      .execute()
    assert.equal((await read(known)).status, 200)
  })

  test('lets a page of the store read so, and see over which protocol it was answered; and no other page', async () => {
    const preflightHeaders = {
      Origin: SHOP_ORIGIN,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'if-none-match',
    }
    const preflight = await server.api(null).call('OPTIONS', TAB, { headers: preflightHeaders })
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /If-None-Match/)
    const timing = async (origin: string) =>
      (await server.api().call('GET', TAB, { headers: { Origin: origin, 'If-None-Match': '*' } })).headers.get('timing-allow-origin')
    assert.equal(await timing(SHOP_ORIGIN), SHOP_ORIGIN)
    assert.equal(await timing('https://elsewhere.example'), null)
  })
})
