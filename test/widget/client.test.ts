import { expect, waitUntil } from '@open-wc/testing'
import { API, click, stage, words } from './support/stage.ts'
import { tabOf } from './support/tabs.ts'

describe('a call', () => {
  it('is given up after 30 s without an answer', async () => {
    const { environment, server, get, find } = await stage(tabOf())
    server.hang('POST sync')
    click(get('.sync'), 'button')
    await waitUntil(() => server.seen('POST sync').length === 1)
    environment.pass(30_000)
    await waitUntil(() => find('[part="failure"]') !== null)
    expect(words(get('[part="failure"]'))).to.equal('Stripe could not be checked. Try again in a moment.')
  })

  it('goes to the same place when `api` ends in a slash', async () => {
    const { server } = await stage(tabOf(), { prepare: (element) => (element.api = `${API}/`) })
    expect(server.requests.map(({ url }) => url)).to.deep.equal([`${API}/v1/invoices/1001/payments`, `${API}/v1/invoices/1001/stream`])
  })

  it('carries no cookies, and is answered past any cache', async () => {
    const { server, get } = await stage(tabOf())
    click(get('.sync'), 'button')
    await waitUntil(() => server.requests.length === 3)
    expect(server.requests.map(({ call, sent }) => ({ call, ...sent }))).to.deep.equal(
      ['GET payments', 'GET stream', 'POST sync'].map((call) => ({ call, credentials: 'omit', cache: 'no-store' })),
    )
  })
})
