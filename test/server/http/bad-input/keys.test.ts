/** Idempotency keys that are missing, malformed or reused, by the calls that take one, of the host and of a person. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { Payment } from '../../../../server/contract/tab.ts'
import { createApi, type Api } from '../../../support/api.ts'
import { assertNothingSecretLogged } from '../../../support/secrets.ts'
import { assertProblem, leavesAll } from './untouched.ts'
import { API_KEY } from '../../../support/server.ts'
import { openShop, type HttpShop } from '../../../support/shop.ts'

/** As a header carries them; each character is one byte. */
const MALFORMED: Readonly<Record<string, string>> = {
  'of no byte': '',
  'of spaces only': '   ',
  'of 256 bytes': 'k'.repeat(256),
  'of 300 bytes': 'k'.repeat(300),
  'of 5,000 bytes': 'k'.repeat(5_000),
  'in Latin-1': 'clé',
  'in UTF-8': Buffer.from('鍵').toString('latin1'),
  'with a tab inside': 'a\tb',
  'with a C1 control': 'a\u0085b',
  'with a soft hyphen': 'a\u00adb',
}

describe('an Idempotency-Key', () => {
  let shop: HttpShop
  let person: Api
  let token = ''
  let invoice = ''
  let payment = ''
  before(async () => {
    shop = await openShop({ http: true })
    invoice = await shop.newInvoice()
    ;({ payment } = await shop.paid(500_00, { invoice }))
    token = await shop.host.openSession(invoice)
    person = createApi(shop.url, token)
  })
  after(() => shop.stop())

  const refund = (api: Api, key: string | null, body: object = {}, on = invoice) =>
    api.call('POST', `/v1/invoices/${on}/refunds`, {
      body: { payment, amount: 1_00, ...body },
      headers: key === null ? {} : { 'Idempotency-Key': key },
    })
  const record = (api: Api, key: string, body: object = {}, on = invoice) =>
    api.call('POST', `/v1/invoices/${on}/payments`, {
      body: { method: 'cash', amount: 1_00, ...body },
      headers: { 'Idempotency-Key': key },
    })
  const unchanged = (work: () => Promise<void>) => leavesAll(shop, [invoice], work)

  test('is required for a refund', () =>
    unchanged(async () => {
      for (const api of [shop.host, person])
        assert.match(assertProblem(await refund(api, null), 'invalid_request', 'none').detail ?? '', /is missing/)
    }))

  for (const [what, key] of Object.entries(MALFORMED)) {
    test(`${what} is refused, for refunds and payments alike`, () =>
      unchanged(async () => {
        for (const api of [shop.host, person]) {
          assertProblem(await refund(api, key), 'invalid_request', what)
          assertProblem(await record(api, key), 'invalid_request', what)
        }
      }))
  }

  for (const [what, byte] of Object.entries({ 'a NUL': 0x00, 'a DEL': 0x7f, 'an escape': 0x1b })) {
    test(`with ${what}, which no client sends, is refused`, () =>
      unchanged(async () => {
        const body = JSON.stringify({ payment, amount: 1 })
        const head = [
          `POST /v1/invoices/${invoice}/refunds HTTP/1.1`,
          'Host: localhost',
          `Authorization: Bearer ${API_KEY}`,
          'Content-Type: application/json',
          `Content-Length: ${body.length}`,
          'Connection: close',
          'Idempotency-Key: a',
        ].join('\r\n')
        const socket = connect(Number(new URL(shop.url).port), '127.0.0.1')
        socket.end(Buffer.concat([Buffer.from(head), Buffer.from([byte]), Buffer.from(`b\r\n\r\n${body}`)]))
        assert.match(await text(socket), /^HTTP\/1\.1 400 /)
      }))
  }

  test('sent twice in one call is one key of both, and not two', async () => {
    const headers: [string, string][] = [
      ['Authorization', `Bearer ${API_KEY}`],
      ['Content-Type', 'application/json'],
      ['Idempotency-Key', 'one'],
      ['Idempotency-Key', 'other'],
    ]
    const send = () =>
      fetch(`${shop.url}/v1/invoices/${invoice}/payments`, { method: 'POST', headers, body: '{"method":"cash","amount":5}' })
    const ids = [Payment.parse(await (await send()).json()).id, Payment.parse(await (await send()).json()).id]
    assert.equal(ids[0], ids[1])
  })

  for (const [what, key] of Object.entries({
    'of one byte': '~',
    'of 255 bytes': 'k'.repeat(255),
    'with spaces and quotes': '"a \'b\' c"',
  })) {
    test(`${what} is a good one: the same refund comes back, however often it is requested`, async () => {
      for (const api of [shop.host, person]) {
        const first = await refund(api, key)
        assert.equal(first.status, 201)
        await unchanged(async () => {
          for (let again = 0; again < 2; again += 1)
            assert.equal(Payment.parse((await refund(api, key)).json).id, Payment.parse(first.json).id)
        })
      }
    })
  }

  test('used for a refund is refused with any other body, and for a payment', async () => {
    assert.equal((await refund(person, 'used')).status, 201)
    const others = [{ amount: 1_01 }, { amount: 500_01 }, { amount: 0 }, { reason: 'duplicate' }, { note: '' }, { note: 'a note' }]
    await unchanged(async () => {
      for (const body of others) assertProblem(await refund(person, 'used', body), 'idempotency_key_reused', JSON.stringify(body))
      assertProblem(await record(person, 'used'), 'idempotency_key_reused', 'a payment')
    })
    assert.equal(
      (await refund(person, 'used', { reason: 'requested_by_customer' })).status,
      201,
      'the default, written out, is the same body',
    )
  })

  test('used for a payment is refused with any other body, and for a refund', async () => {
    const first = Payment.parse((await record(person, 'paid')).json)
    const others = [{ amount: 1_01 }, { method: 'check' }, { direction: 'out' }, { note: '' }, { amount: -1 }]
    await unchanged(async () => {
      for (const body of others) assertProblem(await record(person, 'paid', body), 'idempotency_key_reused', JSON.stringify(body))
      assertProblem(await refund(person, 'paid'), 'idempotency_key_reused', 'a refund')
      assert.equal(Payment.parse((await record(person, 'paid', { direction: 'in' })).json).id, first.id)
    })
  })

  test('of a payment that was removed since answers with that payment, which counts no more, and records nothing', async () => {
    const first = Payment.parse((await record(person, 'removed')).json)
    assert.equal((await person.call('DELETE', `/v1/invoices/${invoice}/payments/${first.id}`)).status, 204)
    await unchanged(async () => {
      const again = await record(person, 'removed')
      assert.equal(again.status, 201, again.text)
      assert.deepEqual(Payment.parse(again.json), { ...first, status: 'canceled', action: null })
      assertProblem(await record(person, 'removed', { amount: 1_01 }), 'idempotency_key_reused', 'another amount')
    })
  })

  test('of the host and one of a person are two, though they read the same', async () => {
    const hosts = Payment.parse((await record(shop.host, 'both')).json)
    const persons = Payment.parse((await record(person, 'both')).json)
    assert.notEqual(persons.id, hosts.id)
    await unchanged(async () => {
      assert.equal(Payment.parse((await record(shop.host, 'both')).json).id, hosts.id)
      assert.equal(Payment.parse((await record(person, 'both')).json).id, persons.id)
    })
  })

  test('is not taken by what was refused, and stands for one invoice only', async () => {
    const other = await shop.newInvoice()
    await unchanged(async () => {
      assertProblem(await refund(person, 'free', { amount: 500_01 }), 'amount_exceeds_refundable', 'too much')
      assertProblem(await refund(person, 'free', { payment: 'pay_none' }), 'not_found', 'no such payment')
      assertProblem(await refund(person, 'free', { colour: 'red' }), 'invalid_request', 'no such member')
    })
    assert.equal((await record(shop.host, 'free', {}, other)).status, 201)
    assert.equal((await refund(person, 'free')).status, 201)
    assert.equal((await shop.tab(other)).payments.length, 1)
  })

  test('puts no token and no key into the log', () => assertNothingSecretLogged(shop, token, 'k'.repeat(255)))
})
