import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openShop, type HttpShop } from '../../support/shop.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }
const LARGE = 256 * 1024

function deep(levels: number): string {
  return `${'{"customer":'.repeat(levels)}1${'}'.repeat(levels)}`
}

/** Bodies of `PUT /v1/invoices/1` that are refused, and what the answer says of them. */
const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['no JSON', '{"number":', /not valid JSON/],
  ['nothing', '', /not valid JSON/],
  ['no object', '[]', /The body must be an object/],
  ['an unknown member', '{"number":"1","currency":"usd","total":1,"totl":1}', /totl is not known here/],
  [
    'an unknown inner member',
    '{"number":"1","currency":"usd","total":1,"customer":{"name":"A","phone":"1"}}',
    /customer\.phone is not known here/,
  ],
  ['__proto__', '{"number":"1","currency":"usd","total":1,"__proto__":{"x":1}}', /__proto__ is not known here/],
  [
    'an inner __proto__',
    '{"number":"1","currency":"usd","total":1,"customer":{"name":"A","__proto__":{"email":"a@b.example"}}}',
    /__proto__ is not known here/,
  ],
  ['a missing member', '{"number":"1","currency":"usd"}', /total is missing/],
  ['a NUL', '{"number":"a\\u0000b","currency":"usd","total":1}', /number must not contain a NUL character/],
  ['half a character', '{"number":"a\\ud800b","currency":"usd","total":1}', /number must not contain half a character/],
  ['an empty number', '{"number":"","currency":"usd","total":1}', /number must not be empty/],
  ['an amount in words', '{"number":"1","currency":"usd","total":"1e3"}', /total must be a (whole )?number/],
  ['a fraction', '{"number":"1","currency":"usd","total":1.5}', /total must be a whole number/],
  ['a fraction that rounds away', '{"number":"1","currency":"usd","total":1.00000000000000000001}', /total must be a whole number/],
  ['2^53', '{"number":"1","currency":"usd","total":9007199254740992}', /total must be a whole number/],
  [
    'a number that rounds into what can be counted',
    '{"number":"1","currency":"usd","total":9007199254740990.6}',
    /total must be a whole number/,
  ],
  ['an infinite number', '{"number":"1","currency":"usd","total":1e999}', /total must be a whole number|total must be/],
  ['too many levels', deep(33), /more than 32 levels/],
  ['very many levels', deep(10_000), /more than 32 levels/],
  ['a currency in capitals', '{"number":"1","currency":"USD","total":1}', /currency must be a three-letter currency code in lower case/],
  ['too long a number', `{"number":"${'1'.repeat(101)}","currency":"usd","total":1}`, /number may have 100 characters at most/],
  ['an unknown status', '{"number":"1","currency":"usd","total":1,"status":"paid"}', /status must be open or finalized or voided/],
]

describe('what a body may be', () => {
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true })
  })
  after(() => server.stop())

  const put = (raw: NonNullable<RequestInit['body']>, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
    server.api().call('PUT', '/v1/invoices/1', { raw, headers })

  for (const [what, raw, detail] of REFUSED) {
    test(`${what} is refused as invalid_request, in words, and nothing is stored`, async () => {
      const answer = await put(raw)
      assert.equal(answer.code, 'invalid_request')
      assert.match(answer.text, detail)
      assert.equal((await server.api().call('GET', '/v1/invoices/1/payments')).code, 'not_found')
    })
  }

  test('what is no UTF-8 is refused as invalid_request', async () => {
    const answer = await put(Uint8Array.from([0x22, 0xff, 0x22]))
    assert.match(answer.text, /not valid UTF-8/)
  })

  test('an integer may be written with an exponent or a zero fraction', async () => {
    const answer = await server.api().call('PUT', '/v1/invoices/exponent', {
      raw: '{"number":"1","currency":"usd","total":1e3,"customer":{"name":"1.0"}}',
      headers: JSON_TYPE,
    })
    assert.equal(answer.status, 200)
    assert.match(answer.text, /"total":1000,/)
  })

  test('exactly 256 kB pass, and one byte more is too large', async () => {
    const body = '{"number":"1","currency":"usd","total":1}'
    const full = body.padEnd(LARGE, ' ')
    assert.equal((await server.api().call('PUT', '/v1/invoices/large', { raw: full, headers: JSON_TYPE })).status, 200)
    assert.equal((await put(`${full} `)).code, 'payload_too_large')
  })

  test('a body sent in chunks, without its length, is measured as it comes', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x20)
    const answer = await put(ReadableStream.from([chunk, chunk, chunk, chunk, chunk]))
    assert.equal(answer.status, 413)
    assert.equal(answer.code, 'payload_too_large')
  })

  test('a much larger body is refused too, with an answer that arrives', async () => {
    assert.equal((await put('x'.repeat(5_000_000))).code, 'payload_too_large')
  })

  test('only application/json is understood, with or without parameters', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/problem+json', 'application/jsonp', '']) {
      assert.equal((await put('{}', { 'Content-Type': type })).code, 'unsupported_media_type', type)
    }
    assert.equal((await put('{}', { 'Content-Type': 'Application/JSON; charset=utf-8' })).code, 'invalid_request')
  })

  test('calls without a body need no Content-Type', async () => {
    await server.api().putInvoice('bare')
    assert.equal((await server.api().call('POST', '/v1/invoices/bare/sync')).status, 200)
  })
})
