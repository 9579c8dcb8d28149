/** Bodies that are none, by every call that takes one: what they are is said in words, and nothing changes. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { ProblemCode } from '../../../../server/contract/problems.ts'
import { createApi, type Api, type CallOptions } from '../../../support/api.ts'
import { assertNothingSecretLogged } from '../../../support/secrets.ts'
import { assertProblem, CUSTOMER, leavesAll } from './untouched.ts'
import { openShop, type HttpShop } from '../../../support/shop.ts'

type Body = Readonly<Record<string, unknown>>

interface Taking {
  readonly method: string
  readonly path: string
  readonly body: Body
  readonly required: readonly string[]
  /** Members of text and how long each may be, with dots into inner objects. */
  readonly texts: Readonly<Record<string, number>>
  readonly by: 'host' | 'both'
}

/** By these names the invoice and the payment of the test stand in a path or body. */
const CALLS: Readonly<Record<string, Taking>> = {
  'putting an invoice': {
    method: 'PUT',
    path: '/v1/invoices/INVOICE',
    body: { number: 'No 1', currency: 'usd', total: 7, customer: CUSTOMER, status: 'open' },
    required: ['number', 'currency', 'total'],
    texts: { number: 100, 'customer.name': 200 },
    by: 'host',
  },
  'opening a session': {
    method: 'POST',
    path: '/v1/embed-sessions',
    body: {
      invoice: 'INVOICE',
      actor: { id: 'u1', name: 'Ada Vance' },
      permissions: ['refund'],
      maxRefund: 5,
      origins: ['https://a.example'],
    },
    required: ['invoice', 'actor'],
    texts: { invoice: 128, 'actor.id': 200, 'actor.name': 200 },
    by: 'host',
  },
  'recording a payment': {
    method: 'POST',
    path: '/v1/invoices/INVOICE/payments',
    body: { method: 'cash', amount: 7, direction: 'in', note: 'a note' },
    required: ['method', 'amount'],
    texts: { note: 500 },
    by: 'both',
  },
  'importing a charge': {
    method: 'POST',
    path: '/v1/invoices/INVOICE/payments',
    body: { method: 'stripe_link', charge: 'CHARGE' },
    required: ['method', 'charge'],
    texts: { charge: 255 },
    by: 'host',
  },
  refunding: {
    method: 'POST',
    path: '/v1/invoices/INVOICE/refunds',
    body: { payment: 'PAYMENT', amount: 7, reason: 'duplicate', note: 'a note' },
    required: ['payment', 'amount'],
    texts: { payment: 255, note: 500 },
    by: 'both',
  },
}

const WRONG_VALUES: readonly unknown[] = [null, true, 1.5, -1.5, '\u0000', [], [[]], {}, { $ne: null }, ['x', 'x']]

/** The body as text, with one of its members another. */
function withMember(body: Body, path: string, value: unknown): string {
  const [first = '', inner] = path.split('.')
  const known = body[first]
  const replaced = inner === undefined ? value : { ...(typeof known === 'object' ? known : {}), [inner]: value }
  return JSON.stringify({ ...body, [first]: replaced })
}

/** `{…}` with something more before its end. */
const extended = (body: Body, more: string): string => `${JSON.stringify(body).slice(0, -1)},${more}}`

/** What is refused as invalid_request, by what is wrong with it. */
function malformed({ body, required, texts }: Taking): Readonly<Record<string, readonly (string | Uint8Array)[]>> {
  const good = JSON.stringify(body)
  const inner = Object.keys(body).find((member) => member === 'customer' || member === 'actor')
  const deep = (open: string, close: string, levels: number): string => extended(body, `"x":${open.repeat(levels)}1${close.repeat(levels)}`)
  return {
    'what is no JSON': [
      '',
      ' ',
      '{',
      '{"',
      good.slice(0, -1),
      `${good}}`,
      good + good,
      `${good},`,
      good.replaceAll('"', "'"),
      'undefined',
      '<a/>',
      'a=b',
      `[${good}`,
    ],
    'what is no object': ['null', 'true', '1', '"x"', '[]', `[${good}]`],
    'what is no text in UTF-8': [
      Buffer.from(good, 'utf16le'),
      Buffer.concat([Buffer.from([0xff]), Buffer.from(good)]),
      gzipSync(good),
      Buffer.from(good.replace('"}', 'é"}'), 'latin1'),
    ].filter((bytes) => !Buffer.from(good).equals(bytes)),
    'too many levels': [
      deep('[', ']', 32),
      deep('{"x":', '}', 32),
      deep('[{"x":', '}]', 16),
      deep('[', ']', 50_000),
      '['.repeat(100_000),
      '{"x":'.repeat(40_000),
    ],
    'an unknown member': [
      extended(body, '"colour":"red"'),
      extended(body, '"Amount":1'),
      extended(body, '"":1'),
      ...(inner === undefined ? [] : [withMember(body, `${inner}.colour`, 'red')]),
    ],
    'a member that reaches for the prototype': [
      extended(body, '"__proto__":{"polluted":true}'),
      extended(body, '"__proto__":null'),
      extended(body, '"constructor":{"prototype":{"polluted":true}}'),
      extended(body, '"toString":1'),
      ...(inner === undefined ? [] : [good.replace(`"${inner}":{`, `"${inner}":{"__proto__":{"polluted":true},`)]),
    ],
    'a NUL': [
      ...Object.keys(texts).flatMap((path) => [withMember(body, path, 'a\u0000b'), withMember(body, path, '\u0000')]),
      extended(body, '"a\\u0000":1'),
      good.replace(':', ':\u0000'),
    ],
    'half a character': Object.keys(texts).flatMap((path) => ['\ud83d', 'a\udc8db'].map((half) => withMember(body, path, half))),
    'a character that changes how the text around it is shown': Object.keys(texts)
      .filter((path) => path !== 'customer.email')
      .flatMap((path) =>
        ['a\nb', 'a\u0007b', 'a\u0085b', 'a\u2028b', 'a\u202eb', 'a\u2066b', '\ufeffa'].map((text) => withMember(body, path, text)),
      ),
    'a name of blanks': ['number', 'customer.name', 'actor.id', 'actor.name']
      .filter((path) => path in texts)
      .flatMap((path) => [' ', '\u00a0\u3000', '\u200b'].map((blank) => withMember(body, path, blank))),
    'a member missing': required.map((member) =>
      JSON.stringify(Object.fromEntries(Object.entries(body).filter(([name]) => name !== member))),
    ),
    'a member of another kind': Object.keys(body).flatMap((member) =>
      WRONG_VALUES.filter((value) => !isAllowed(member, value)).map((value) => withMember(body, member, value)),
    ),
    'a text too long': Object.entries(texts).map(([path, longest]) => withMember(body, path, 'x'.repeat(longest + 1))),
  }
}

/** An empty list is no wrong list, and an invoice may say that it has no customer. */
function isAllowed(member: string, value: unknown): boolean {
  if (member === 'customer') return value === null
  return (member === 'permissions' || member === 'origins') && Array.isArray(value) && value.length === 0
}

/** What the answer says of it, where one fault has one name. */
const WORDS: Readonly<Record<string, RegExp>> = {
  'what is no JSON': /^The body is not valid JSON\.$/,
  'what is no object': /^The body must be an object\.$/,
  'what is no text in UTF-8': /^The body is not valid (UTF-8|JSON)\.$/,
  'too many levels': /^The body is nested more than 32 levels deep\.$/,
  'an unknown member': / is not known here\.$/,
  'a member that reaches for the prototype': / is not known here\.$/,
  // Without a method nothing says which of several bodies was meant.
  'a member missing': / is missing\.$|^method must be /,
}

describe('a body', () => {
  let shop: HttpShop
  let person: Api
  let token = ''
  const ids: Record<string, string> = {}
  before(async () => {
    shop = await openShop({ http: true })
    const invoice = await shop.newInvoice({ customer: CUSTOMER })
    const { charge, payment } = await shop.paid(500_00, { invoice, customer: CUSTOMER })
    Object.assign(ids, { INVOICE: invoice, CHARGE: charge, PAYMENT: payment })
    token = await shop.host.openSession(invoice)
    person = createApi(shop.url, token)
  })
  after(() => shop.stop())

  const named = (text: string): string => text.replaceAll(/INVOICE|CHARGE|PAYMENT/g, (name) => ids[name] ?? name)
  const send = (api: Api, { method, path }: Taking, raw: NonNullable<CallOptions['raw']>, type: string | null = 'application/json') =>
    api.call(method, named(path), {
      raw: typeof raw === 'string' ? named(raw) : raw,
      headers: { ...(type === null ? {} : { 'Content-Type': type }), 'Idempotency-Key': crypto.randomUUID() },
    })

  for (const [name, call] of Object.entries(CALLS)) {
    const callers = (): Api[] => (call.by === 'both' ? [shop.host, person] : [shop.host])
    const refuses = (raws: () => readonly NonNullable<CallOptions['raw']>[], code: ProblemCode, type?: string | null, words = /./) =>
      leavesAll(shop, [ids['INVOICE'] ?? ''], async () => {
        for (const api of callers()) {
          for (const raw of raws()) {
            const problem = assertProblem(await send(api, call, raw, type), code, `${name}: ${String(raw).slice(0, 200)}`)
            assert.match(problem.detail ?? problem.title, /^["\w][^\n]{5,}\.$/, 'plain words')
            assert.match(problem.detail ?? problem.title, words, String(raw).slice(0, 200))
            assert.doesNotMatch(problem.detail ?? '', /Featherstone|featherstone|Ada Vance|zod|SyntaxError|undefined/)
          }
        }
        assert.equal('polluted' in {}, false)
      })

    for (const [what, bodies] of Object.entries(malformed(call))) {
      test(`for ${name} with ${what} is refused as invalid_request: ${bodies.length} of them`, () =>
        refuses(() => bodies, 'invalid_request', undefined, WORDS[what]))
    }

    test(`for ${name} of more than 256 kB is refused as payload_too_large, its length announced or not`, () => {
      const large = JSON.stringify(call.body).padEnd(256 * 1024 + 100, ' ')
      const chunks = (): ReadableStream => ReadableStream.from(Array.from({ length: 5 }, () => Buffer.from(large.slice(0, 64 * 1024))))
      return refuses(() => [large, 'x'.repeat(3_000_000), chunks()], 'payload_too_large')
    })

    test(`for ${name} of another type is refused as unsupported_media_type`, async () => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/jsonp',
        'application/json5',
        'json',
      ])
        await refuses(() => [JSON.stringify(call.body)], 'unsupported_media_type', type)
      await refuses(() => [Buffer.from(JSON.stringify(call.body))], 'unsupported_media_type', null)
    })
  }

  test('is not needed where a call takes none: what is sent along is not read, but must not be too large', async () => {
    const invoice = ids['INVOICE'] ?? ''
    const without = [
      ['POST', `/v1/invoices/${invoice}/sync`],
      ['DELETE', `/v1/invoices/${invoice}/payments/pay_none`],
    ] as const
    for (const [method, path] of without) {
      const taking = { method, path, body: {}, required: [], texts: {}, by: 'both' } as const
      assertProblem(await send(shop.host, taking, 'x'.repeat(256 * 1024 + 1)), 'payload_too_large', path)
      const answer = await send(person, taking, '{"__proto__":', null)
      assert.ok(answer.status === 200 || answer.code === 'not_found', answer.text)
    }
  })

  test('is no way past a query that is none', () =>
    leavesAll(shop, [ids['INVOICE'] ?? ''], async () => {
      for (const query of [
        'limit=0',
        'limit=101',
        'limit=1e1',
        'limit=-1',
        'limit=',
        'limit=1.5',
        'cursor=x',
        'cursor=-1',
        'cursor=%00',
        'page=2',
        '__proto__=1',
        'cursor=9999999999999999999',
      ])
        for (const api of [shop.host, person])
          assertProblem(await api.call('GET', named(`/v1/invoices/INVOICE/audit?${query}`)), 'invalid_request', query)
    }))

  for (const id of ['%00', 'a%20b', 'a%2fb', '%F0%9F%92%8D', 'x'.repeat(129), '%E0%A4%A', "'%20or%201=1--"]) {
    test(`can’t be put under an invoice’s id of ${id.slice(0, 20)}`, () =>
      leavesAll(shop, [ids['INVOICE'] ?? ''], async () => {
        const put = await shop.host.call('PUT', `/v1/invoices/${id}`, { body: { number: '1', currency: 'usd', total: 1 } })
        assert.ok(put.code === 'invalid_request' || put.code === 'not_found', put.text)
        for (const path of ['payments', 'audit', 'stream'])
          assertProblem(await shop.host.call('GET', `/v1/invoices/${id}/${path}`), 'not_found', path)
        assertProblem(await person.call('GET', `/v1/invoices/${id}/payments`), 'forbidden', 'a person')
      }))
  }

  test('puts nothing secret into the log', () =>
    assertNothingSecretLogged(shop, token, CUSTOMER.name, CUSTOMER.email, 'Ada Vance', 'a note'))
})
