import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { SignJWT, UnsecuredJWT, decodeJwt, jwtVerify } from 'jose'
import { EMBED_LIFETIME } from '../../../server/contract/embed-claims.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const SECRET = 'a secret of the tests that is long enough'
const key = new TextEncoder().encode(SECRET)

describe('the token of an embed session', () => {
  let now = new Date('2026-03-01T12:00:00Z')
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true, embedSecret: SECRET, clock: () => now })
    await server.api().putInvoice('1001')
  })
  after(() => server.stop())

  const read = (token: string) => server.api(token).call('GET', '/v1/invoices/1001/payments')
  const claims = () => ({
    aud: 'jeweltrak-payments',
    sub: 'user_1',
    name: 'Ada Vance',
    store: 'default',
    invoice: '1001',
    permissions: ['refund'],
    sid: 'es_1',
    iat: Math.floor(now.getTime() / 1000),
    exp: Math.floor(now.getTime() / 1000) + 60,
  })
  const sign = (payload: Record<string, unknown>, { alg = 'HS256', secret = key } = {}) =>
    new SignJWT(payload).setProtectedHeader({ alg }).sign(secret)

  test('shows its invoice, and says who and what it is for', async () => {
    const token = await server
      .api()
      .openSession('1001', { permissions: ['refund', 'refund'], maxRefund: 5000, origins: ['https://a.example'] })
    assert.equal((await read(token)).status, 200)
    const { iat, exp, sid, ...rest } = decodeJwt(token)
    assert.deepEqual(rest, {
      aud: 'jeweltrak-payments',
      sub: 'user_1',
      name: 'Ada Vance',
      store: 'default',
      invoice: '1001',
      permissions: ['refund'],
      maxRefund: 5000,
      origins: ['https://a.example'],
    })
    assert.equal(Number(exp) - Number(iat), EMBED_LIFETIME)
    assert.match(String(sid), /^es_/)
  })

  test('is valid for 15 minutes and not a moment longer', async () => {
    const begun = now
    const token = await server.api().openSession('1001')
    now = new Date(begun.getTime() + EMBED_LIFETIME * 1000 - 1)
    assert.equal((await read(token)).status, 200)
    now = new Date(begun.getTime() + EMBED_LIFETIME * 1000)
    assert.equal((await read(token)).code, 'unauthenticated')
  })

  test('is good where all is right', async () => {
    assert.equal((await read(await sign(claims()))).status, 200)
  })

  test('is good where the clock of the server that made it is a little ahead', async () => {
    assert.equal((await read(await sign({ ...claims(), iat: claims().iat + 50 }))).status, 200)
  })

  test('is good with the secret before while that is replaced, and new ones are signed with the first', async () => {
    const OTHER = 'a newer secret of the tests that is long enough'
    await using rotating = await openShop({ http: true, embedSecret: [OTHER, SECRET], clock: () => now })
    await rotating.api().putInvoice('1001')
    const older = await sign(claims())
    const newer = await rotating.api().openSession('1001')
    for (const token of [older, newer]) assert.equal((await rotating.api(token).call('GET', '/v1/invoices/1001/payments')).status, 200)
    await jwtVerify(newer, new TextEncoder().encode(OTHER), { currentDate: now })
  })

  const forgeries: Readonly<Record<string, () => Promise<string> | string>> = {
    'signed with another secret': () => sign(claims(), { secret: new TextEncoder().encode('another secret that is long enough too') }),
    'signed with another algorithm': () => sign(claims(), { alg: 'HS512' }),
    unsigned: () => new UnsecuredJWT(claims()).encode(),
    'for another audience': () => sign({ ...claims(), aud: 'somewhere-else' }),
    'for several audiences': () => sign({ ...claims(), aud: ['jeweltrak-payments', 'somewhere-else'] }),
    'without an audience': () => sign({ ...claims(), aud: undefined }),
    'without an end': () => sign({ ...claims(), exp: undefined }),
    'made in the future': () => sign({ ...claims(), iat: claims().iat + 120, exp: claims().iat + 180 }),
    'that has ended': () => sign({ ...claims(), exp: claims().iat }),
    'longer than 15 minutes': () => sign({ ...claims(), exp: claims().iat + EMBED_LIFETIME + 1 }),
    'with an unknown permission': () => sign({ ...claims(), permissions: ['everything'] }),
    'without an invoice': () => sign({ ...claims(), invoice: undefined }),
    'tampered with': async () => {
      const [header, , signature] = (await sign(claims())).split('.')
      return `${header}.${Buffer.from(JSON.stringify({ ...claims(), permissions: ['refund', 'record', 'remove'] })).toString('base64url')}.${signature}`
    },
    'cut short': async () => (await sign(claims())).slice(0, -2),
    'of two parts only': async () => (await sign(claims())).split('.').slice(0, 2).join('.'),
  }
  for (const [what, forge] of Object.entries(forgeries)) {
    test(`is refused where it is ${what}`, async () => {
      assert.equal((await read(await forge())).code, 'unauthenticated')
    })
  }

  test('allows nothing unless it is named', async () => {
    const token = await server.api().openSession('1001', { permissions: undefined })
    const { permissions } = await server.api(token).tab('1001')
    assert.deepEqual(permissions, {
      refund: false,
      record: false,
      remove: false,
      audit: false,
      approve: false,
      refundLeft: null,
      withoutApproval: null,
    })
    const { api } = server
    const payments = '/v1/invoices/1001/payments'
    const headers = { 'Idempotency-Key': 'key' }
    const refused = [
      await api(token).call('POST', '/v1/invoices/1001/refunds', { body: { payment: 'pay_none', amount: 1 }, headers }),
      await api(token).call('POST', payments, { body: { method: 'cash', amount: 1 }, headers }),
      await api(token).call('DELETE', `${payments}/pay_none`),
      await api(token).call('GET', '/v1/invoices/1001/audit'),
    ]
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
    )
  })

  test('can’t be had for an invoice that the store does not have', async () => {
    const answer = await server.api().call('POST', '/v1/embed-sessions', { body: { invoice: 'nowhere', actor: { id: '1', name: 'A' } } })
    assert.equal(answer.code, 'not_found')
  })
})
