/** A key that ends takes along what was opened with it: streams, and the sessions that it made. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { issueKey, newApiKey } from '../../../server/access/issue-key.ts'
import { revokeKey } from '../../../server/access/revoke-key.ts'
import { openEventStream } from '../../support/event-stream.ts'
import { API_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const TAB = '/v1/invoices/1001/payments'

/** A server whose store has two keys, both good. */
async function startWithTwoKeys(): Promise<{ server: HttpShop; other: string; end: () => Promise<unknown> }> {
  const server = await openShop({ http: true })
  const services = { db: server.db, clock: () => new Date() }
  const other = newApiKey()
  await issueKey(services, 'default', other, 3600)
  await server.api(other).putInvoice('1001')
  return { server, other, end: () => revokeKey(services, 'default', API_KEY) }
}

describe('when an API key ends', () => {
  test('the sessions that it made end too, and those of another key live on', async () => {
    const { server, other, end } = await startWithTwoKeys()
    await using _server = server
    const [its, others] = [await server.api().openSession('1001'), await server.api(other).openSession('1001')]
    const read = async (session: string) => (await server.api(session).call('GET', TAB)).status
    assert.deepEqual([await read(its), await read(others)], [200, 200])
    await end()
    assert.deepEqual([await read(its), await read(others)], [401, 200])
    assert.equal((await server.api(its).call('POST', TAB, { body: { method: 'cash', amount: 1 } })).code, 'unauthenticated')
  })

  test('streams that were opened with it or its sessions end in place of the next change, and others bring that', async () => {
    const { server, other, end } = await startWithTwoKeys()
    await using _server = server
    const session = await server.api().openSession('1001')
    const open = (bearer: string) => openEventStream(`${server.url}/v1/invoices/1001/stream`, bearer)
    await using byKey = await open(API_KEY)
    await using bySession = await open(session)
    await using byOther = await open(other)
    for (const stream of [byKey, bySession, byOther]) assert.equal((await stream.next())?.event, 'tab')
    await end()
    await server.api(other).call('POST', TAB, { body: { method: 'cash', amount: 4242 } })
    for (const stream of [byKey, bySession]) {
      assert.deepEqual(await stream.next(), { event: 'end', id: null, data: '{"because":"expired"}' })
      assert.equal(await stream.next(), null)
    }
    assert.match((await byOther.next())?.data ?? '', /4242/)
  })
})
