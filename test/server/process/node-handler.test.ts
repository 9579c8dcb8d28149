/** The server mounted in a host's own: under `node:http` and Express, and under Hono. */
import assert from 'node:assert/strict'
import type { IncomingMessage, RequestListener } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { Hono } from 'hono'
import { createLog } from '../../../server/context/create-log.ts'
import { createNodeHandler, createPaymentsServer, type PaymentsServer } from '../../../server/index.ts'
import { createApi } from '../../support/api.ts'
import { serveHttp } from '../../support/http-server.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { signatureOf } from '../../support/played-stripe.ts'
import { API_KEY, SERVER_TEMPLATE } from '../../support/server.ts'

let database: TestDatabase
let payments: PaymentsServer
before(async () => {
  database = await createTestDatabase(SERVER_TEMPLATE)
  payments = createPaymentsServer({
    database: { url: database.connectionString },
    stripe: { secretKey: 'sk_test_simulated' },
    webhookSecrets: ['whsec_test'],
    apiKey: API_KEY,
    log: createLog('silent'),
  })
  await payments.start()
})
after(async () => {
  await payments.stop()
  await database.drop()
})

const READ_BEFORE = 'The host read the body before the payments server got it: mount it before body parsers such as express.json().'

/** What `express.json()` does. */
async function parse(incoming: IncomingMessage): Promise<void> {
  for await (const chunk of incoming) void chunk
}

async function mounted(listener: RequestListener, check: (url: string) => Promise<void>): Promise<void> {
  await using host = await serveHttp(listener)
  await check(host.url)
}

describe('Under node:http', () => {
  test('calls below the prefix are answered, with bodies, and what comes from Express without one as well', async () => {
    const withPrefix = createNodeHandler(payments, { prefix: '/payments' })
    await mounted(
      (incoming, outgoing) => void withPrefix(incoming, outgoing),
      async (url) => {
        const api = createApi(`${url}/payments`, API_KEY)
        await api.putInvoice('N-1')
        assert.equal((await api.tab('N-1')).invoice.id, 'N-1')
        assert.equal((await api.call('GET', '')).status, 404)
      },
    )
    const bare = createNodeHandler(payments)
    await mounted(
      (incoming, outgoing) => void bare(incoming, outgoing),
      async (url) => assert.equal((await createApi(url, API_KEY).call('GET', '/readyz')).status, 200),
    )
  })

  test('a body that the host has read already is refused as that, and not as invalid JSON', async () => {
    const handler = createNodeHandler(payments)
    await mounted(
      (incoming, outgoing) => void parse(incoming).then(() => handler(incoming, outgoing)),
      async (url) => {
        const body = { number: 'N-2', currency: 'usd', total: 1 }
        const answer = await createApi(url, API_KEY).call('PUT', '/v1/invoices/N-2', { body })
        assert.equal(answer.status, 500)
        assert.partialDeepStrictEqual(answer.json, { detail: READ_BEFORE })
        const webhook = await createApi(url, null).call('POST', '/stripe/webhooks', {
          body,
          headers: { 'Stripe-Signature': signatureOf('', new Date()) },
        })
        assert.partialDeepStrictEqual(webhook.json, { detail: READ_BEFORE })
        assert.equal((await createApi(url, API_KEY).call('GET', '/v1/invoices/N-1/payments')).status, 200)
      },
    )
  })
})

test('Under Hono’s mount calls are answered; a body that a fetch host has read already is refused as that', async () => {
  const request = (at: string): Request =>
    new Request(`http://host.example${at}/v1/invoices/N-3`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ number: 'N-3', currency: 'usd', total: 1 }),
    })
  const host = new Hono().mount('/payments', payments.fetch)
  assert.equal((await host.request(request('/payments'))).status, 200)
  const eaten = request('')
  await eaten.text()
  assert.partialDeepStrictEqual(await (await payments.fetch(eaten)).json(), { detail: READ_BEFORE })
})
