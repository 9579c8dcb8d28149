import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { addKey } from '../../../server/access/add-key.ts'
import { addStore } from '../../../server/access/add-store.ts'
import { hashKey, issueKey, newApiKey } from '../../../server/access/issue-key.ts'
import { ApiError } from '../../../server/context/errors.ts'
import { API_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

describe('API keys', () => {
  let now = new Date('2026-03-01T12:00:00Z')
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true, clock: () => now })
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

  test('of one store can’t be given to another', async () => {
    await addShop('other')
    await assert.rejects(issueKey(services(), 'other', API_KEY), ApiError)
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

describe('the API key given at the start', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const clock = () => now
  const NEWER = 'a_newer_key_of_the_default_store'
  const ends = async ({ db }: HttpShop) =>
    (await db.selectFrom('api_keys').select('expires_at').orderBy('expires_at').execute()).map(({ expires_at }) => expires_at)
  const code = async (server: HttpShop, key: string) => (await server.api(key).call('GET', '/v1/invoices/none/payments')).code

  test('is added where it is new, and ends no other; the same again changes nothing', async () => {
    await using server = await openShop({ http: true, clock })
    await using _same = await openShop({ http: true, beside: server, clock })
    assert.deepEqual(await ends(server), [null])
    await using _other = await openShop({ http: true, beside: server, apiKey: NEWER, clock })
    assert.deepEqual(await ends(server), [null, null])
    assert.deepEqual([await code(server, API_KEY), await code(server, NEWER)], ['not_found', 'not_found'])
  })

  test('stays revoked where it was, and the newer one has no end: the server starts and says what to do', async () => {
    await using server = await openShop({ http: true, clock })
    await issueKey({ db: server.db, clock }, 'default', NEWER, 0)
    await using again = await openShop({ http: true, beside: server, clock })
    assert.deepEqual([await code(again, API_KEY), await code(again, NEWER)], ['unauthenticated', 'not_found'])
    assert.deepEqual(await ends(server), [now, null])
    assert.match(again.logged.join(), /PAYMENTS_API_KEY names a key that was revoked, and it stays revoked/)
  })

  test('keeps the end that a newer one gave it, and the server says so', async () => {
    await using server = await openShop({ http: true, clock })
    await issueKey({ db: server.db, clock }, 'default', NEWER, 3600)
    await using again = await openShop({ http: true, beside: server, clock })
    assert.deepEqual(await ends(server), [new Date('2026-03-01T13:00:00Z'), null])
    assert.match(again.logged.join(), /PAYMENTS_API_KEY names a key that a newer one replaced/)
  })
})

test('a key that ended stays ended, whichever way it is written again', async () => {
  const s = { clock: () => new Date('2026-03-01T12:00:00Z') }
  await using server = await openShop({ http: true, ...s })
  const { db } = server
  await issueKey({ ...s, db }, 'default', newApiKey(), 0)
  const leaked = () => server.db.selectFrom('api_keys').select('expires_at').where('hash', '=', hashKey(API_KEY)).executeTakeFirstOrThrow()
  const before = await leaked()
  await assert.rejects(issueKey({ ...s, db }, 'default', API_KEY), ApiError)
  assert.deepEqual(await addKey({ ...s, db }, 'default', API_KEY), { added: false, endsAt: before.expires_at })
  for (const end of ['null', "now() + interval '1 day'"])
    await assert.rejects(
      sql.raw(`update api_keys set expires_at = ${end} where hash = '${hashKey(API_KEY)}'`).execute(db),
      /never lives longer/,
    )
  await assert.rejects(sql`delete from api_keys`.execute(db), /never forgotten/)
  assert.deepEqual(await leaked(), before)
})
