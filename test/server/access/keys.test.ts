import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addStore } from '../../../server/operations/add-store.ts'
import { issueKey, newApiKey } from '../../../server/operations/issue-key.ts'
import { Refusal } from '../../../server/domain/refusal.ts'
import { API_KEY, startTestServer, type TestServer } from '../../support/server.ts'

describe('API keys', () => {
  let now = new Date('2026-03-01T12:00:00Z')
  let server: TestServer
  before(async () => {
    server = await startTestServer({ clock: () => now })
  })
  after(() => server.stop())

  const knows = async (key: string) => (await server.api(key).call('GET', '/v1/invoices/none/payments')).code === 'not_found'
  const services = () => ({ db: server.db, clock: () => now })
  const addShop = (id: string) => addStore(services(), { id, name: id, stripeAccount: `acct_${id}`, livemode: false, allowedOrigins: [] })

  test('are 256 random bits and kept as a hash only', async () => {
    const key = newApiKey()
    assert.match(key, /^jtk_[A-Za-z0-9_-]{43}$/)
    await addShop('hashed')
    await issueKey(services(), 'hashed', key)
    const kept = await server.db.selectFrom('api_keys').selectAll().execute()
    assert.ok(!JSON.stringify(kept).includes(key.slice(8, -4)))
    assert.ok(await knows(key))
  })

  test('replaced by a new one keep working for the overlap, and then no longer', async () => {
    await addShop('rotated')
    const [older, newer] = [newApiKey(), newApiKey()]
    await issueKey(services(), 'rotated', older)
    await issueKey(services(), 'rotated', newer, 3600)
    assert.deepEqual([await knows(older), await knows(newer)], [true, true])
    now = new Date(now.getTime() + 3600_000)
    assert.deepEqual([await knows(older), await knows(newer)], [false, true])
  })

  test('replaced without an overlap end at once, and a later overlap does not bring them back', async () => {
    await addShop('revoked')
    const [first, second, third] = [newApiKey(), newApiKey(), newApiKey()]
    await issueKey(services(), 'revoked', first)
    await issueKey(services(), 'revoked', second, 0)
    await issueKey(services(), 'revoked', third, 3600)
    assert.deepEqual([await knows(first), await knows(second), await knows(third)], [false, true, true])
  })

  test('of one store are refused for another', async () => {
    await addShop('other')
    await assert.rejects(issueKey(services(), 'other', API_KEY), Refusal)
  })

  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${API_KEY}`,
    API_KEY,
    `Bearer ${API_KEY}x`,
    `Bearer ${API_KEY} ${API_KEY}`,
    'Bearer ..',
    `Bearer '; drop table api_keys; --`,
  ]) {
    test(`an Authorization of ${JSON.stringify(authorization)} proves nothing`, async () => {
      const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization }
      assert.equal((await server.api(null).call('GET', '/v1/invoices/none/payments', { headers })).code, 'unauthenticated')
    })
  }
})

test('another key at the next start takes over, and the one before it ends a day later; the same key changes nothing', async () => {
  const now = new Date('2026-03-01T12:00:00Z')
  await using server = await startTestServer({ clock: () => now })
  const ends = async () =>
    (await server.db.selectFrom('api_keys').select('expires_at').orderBy('expires_at').execute()).map(({ expires_at }) => expires_at)
  {
    await using _same = await startTestServer({ beside: server })
    assert.deepEqual(await ends(), [null])
  }
  await using _other = await startTestServer({ beside: server, apiKey: 'another_key', clock: () => now })
  assert.deepEqual(await ends(), [new Date('2026-03-02T12:00:00Z'), null])
  assert.equal((await server.api('another_key').call('GET', '/v1/invoices/none/payments')).code, 'not_found')
})
