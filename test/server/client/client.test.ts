/** The client of the published package, against a whole server. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createClient, PaymentsError } from '../../../server/client/index.ts'
import { CALLS, type Call } from '../../../server/contract/calls.ts'
import { serveHttp } from '../../support/http-server.ts'
import { untilIs } from '../../support/until.ts'
import { API_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

let server: HttpShop
before(async () => {
  server = await openShop({ http: true })
})
after(() => server.stop())

const connect = () => createClient({ url: `${server.url}/`, apiKey: API_KEY })
const isRefusal = (facts: Partial<PaymentsError>) => (error: unknown) => {
  assert.ok(error instanceof PaymentsError, String(error))
  assert.partialDeepStrictEqual({ ...error, name: error.name, message: error.message }, facts)
  return true
}

test('The client has a function for each call of a host that answers JSON, and no other but for the second thing that an attention item can be told', () => {
  const calls = Object.entries<Call>(CALLS)
    .filter(
      ([, { by, answers }]) =>
        by !== 'stripe' && by !== 'operator' && Object.values(answers).every(({ type }) => type !== 'text/event-stream'),
    )
    .map(([id]) => id)
  assert.deepEqual(Object.keys(connect()).toSorted(), [...calls, 'assignAttention'].toSorted())
})

test('A host creates an invoice, records cash, removes it, and reads the tab and its audit', async () => {
  const payments = connect()
  const invoice = await payments.putInvoice('C-1', { number: 'C-1', currency: 'usd', total: 10_000 })
  assert.partialDeepStrictEqual(invoice, { id: 'C-1', status: 'open', balance: 10_000 })
  const cash = await payments.recordPayment('C-1', { method: 'cash', amount: 2_500 }, { idempotencyKey: 'cash-1' })
  const again = await payments.recordPayment('C-1', { method: 'cash', amount: 2_500 }, { idempotencyKey: 'cash-1' })
  assert.equal(again.id, cash.id)
  assert.equal((await payments.readTab('C-1')).invoice.paid, 2_500)
  await payments.removePayment('C-1', cash.id)
  assert.equal((await payments.readTab('C-1')).invoice.paid, 0)
  const refused = await payments.readThread('C-1', cash.id).catch((error: unknown) => error)
  assert.ok(refused instanceof PaymentsError && refused.code === 'not_found', 'a book row has no thread')
  const page = await payments.readAudit('C-1', { limit: '1' })
  assert.equal(page.entries.length, 1)
  assert.notEqual(page.next, null)
})

test('A host refunds a charge once for its key, and is told what is left where it asks for more', async () => {
  const payments = connect()
  await payments.putInvoice('C-2', { number: 'C-2', currency: 'usd', total: 10_000 })
  await server.simulator.control('POST', '/_sim/charges', { invoice: 'C-2', amount: 5_000 })
  await untilIs(async () => (await payments.readTab('C-2')).payments.length, 1)
  const [charge] = (await payments.readTab('C-2')).payments
  assert.ok(charge !== undefined)
  const body = { payment: charge.id, amount: 2_000 }
  const refund = await payments.requestRefund('C-2', body, { idempotencyKey: 'r' })
  assert.equal((await payments.requestRefund('C-2', body, { idempotencyKey: 'r' })).id, refund.id)
  const tooMuch = { code: 'amount_exceeds_refundable', status: 422, refundable: 3_000 }
  await assert.rejects(payments.requestRefund('C-2', { ...body, amount: 4_000 }, { idempotencyKey: 's' }), isRefusal(tooMuch))
  assert.deepEqual(await payments.syncInvoice('C-2').then(({ matches, difference }) => ({ matches, difference })), {
    matches: true,
    difference: 0,
  })
  assert.deepEqual(await payments.listAttention(), { items: [] })
})

test('An id with a slash, a dot or a question mark names that id and no other address', async () => {
  const missing = { code: 'not_found', status: 404 }
  for (const id of ['../attention', 'a/b', '?x=1', 'C-1?x']) await assert.rejects(connect().readTab(id), isRefusal(missing))
})

test('A refusal names its request; an attention item that is not there is not found', async () => {
  await assert.rejects(connect().acknowledgeAttention('att_none'), (error: unknown) => {
    assert.ok(error instanceof PaymentsError && error.code === 'not_found')
    assert.match(error.requestId ?? '', /^req_/)
    return true
  })
})

test('A wrong key is unauthenticated', async () => {
  const payments = createClient({ url: server.url, apiKey: 'wrong' })
  await assert.rejects(payments.listAttention(), isRefusal({ code: 'unauthenticated', status: 401 }))
})

test('Where nothing answers, where a proxy does, and where the answer takes too long, the server is unreachable', async () => {
  const nobody = createClient({ url: 'http://127.0.0.1:9', apiKey: API_KEY })
  await assert.rejects(nobody.listAttention(), isRefusal({ code: 'unreachable', status: 0 }))
  await using proxy = await serveHttp((request, response) => {
    if (request.url?.startsWith('/slow') === true) return
    response.writeHead(request.url?.startsWith('/page') === true ? 200 : 502).end('<h1>Bad gateway</h1>')
  })
  const through = (path: string) => createClient({ url: proxy.url + path, apiKey: API_KEY, timeout: 100 })
  await assert.rejects(through('').listAttention(), isRefusal({ code: 'unreachable', status: 502 }))
  await assert.rejects(through('/page').listAttention(), isRefusal({ code: 'unreachable' }))
  await assert.rejects(through('/slow').listAttention(), isRefusal({ code: 'unreachable', status: 0 }))
})
