/** The host's session endpoint, made in one line, as fetch servers and as `node:http` and Express take it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClient, createNodeSessionHandler, createSessionHandler, type Asked, type Grant } from '../../../server/client/index.ts'
import { EmbedSession } from '../../../server/contract/responses.ts'
import { serveHttp } from '../../support/http-server.ts'
import { API_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

let server: HttpShop
before(async () => {
  server = await openShop({ http: true })
  const payments = createClient({ url: server.url, apiKey: API_KEY })
  await payments.putInvoice('S-1', { number: 'S-1', currency: 'usd', total: 10_000 })
})
after(() => server.stop())

const MAYA: Grant = { actor: { id: 'u1', name: 'Maya' }, permissions: ['record'] }
/** Maya is signed in by a cookie, and sees every invoice but S-2. */
const allow = (cookie: string | null | undefined, { invoice }: Asked): Grant | null =>
  cookie === 'user=maya' && invoice !== 'S-2' ? MAYA : null

type Send = (query: string, init?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> }) => Promise<Response>

async function overFetch(send: (send: Send) => Promise<void>): Promise<void> {
  const handler = createSessionHandler({
    url: server.url,
    apiKey: API_KEY,
    authorize: (request, asked) => allow(request.headers.get('cookie'), asked),
  })
  await send((query, { method = 'POST', headers = { cookie: 'user=maya' } } = {}) =>
    handler(new Request(`https://shop.example/payments-session${query}`, { method, headers })),
  )
}

async function overNode(send: (send: Send) => Promise<void>): Promise<void> {
  const handler = createNodeSessionHandler({
    url: server.url,
    apiKey: API_KEY,
    authorize: (request, asked) => allow(request.headers.cookie, asked),
  })
  await using host = await serveHttp((request, response) => void handler(request, response))
  await send((query, { method = 'POST', headers = { cookie: 'user=maya' } } = {}) =>
    fetch(`${host.url}/payments-session${query}`, { method, headers }),
  )
}

for (const [where, over] of [
  ['a fetch server', overFetch],
  ['node:http', overNode],
] as const) {
  describe(`At ${where}`, () => {
    test('whoever may see the invoice gets a client secret with what the host granted', () =>
      over(async (send) => {
        const answer = await send('?invoice=S-1')
        assert.equal(answer.status, 200)
        assert.equal(answer.headers.get('cache-control'), 'no-store')
        const { clientSecret } = EmbedSession.parse(await answer.json())
        const tab = await server.api(clientSecret).tab('S-1')
        assert.partialDeepStrictEqual(tab.permissions, { refund: false, record: true, remove: false })
      }))

    test('whoever is not signed in, or may not see this invoice, gets none', () =>
      over(async (send) => {
        for (const answer of [await send('?invoice=S-1', { headers: {} }), await send('?invoice=S-2')]) {
          assert.equal(answer.status, 403)
          assert.deepEqual(await answer.json(), { error: 'You may not see the payments of this invoice.' })
        }
      }))

    test('a page of another site, a GET, and no invoice are refused before the host’s function is called', () =>
      over(async (send) => {
        const cookie = 'user=maya'
        assert.equal((await send('?invoice=S-1', { headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status, 403)
        assert.equal((await send('?invoice=S-1', { headers: { cookie, 'sec-fetch-site': 'same-origin' } })).status, 200)
        assert.equal((await send('?invoice=S-1', { method: 'GET' })).status, 405)
        assert.equal((await send('')).status, 400)
      }))

    test('an invoice that the payments server does not know is not found', () =>
      over(async (send) => {
        const answer = await send('?invoice=S-3')
        assert.equal(answer.status, 404)
        assert.partialDeepStrictEqual(await answer.json(), { code: 'not_found' })
      }))
  })
}
