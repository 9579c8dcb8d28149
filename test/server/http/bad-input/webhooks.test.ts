/** Webhooks that are not Stripe's, not ours, or not as we know them: what is answered, and what is kept. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Stripe } from 'stripe'
import type { ProblemCode } from '../../../../server/contract/problems.ts'
import type { ApiAnswer } from '../../../support/api.ts'
import { assertNothingSecretLogged } from '../../../support/secrets.ts'
import { until } from '../../../support/until.ts'
import { assertProblem, CUSTOMER, leavesAll } from './untouched.ts'
import { WEBHOOK_SECRET } from '../../../support/server.ts'
import { openShop, type HttpShop } from '../../../support/shop.ts'

const NOW = new Date('2026-06-01T12:00:00Z')
const SECONDS = NOW.getTime() / 1000
const OTHER_SECRET = 'whsec_of_another_endpoint'

interface Signed {
  readonly secret?: string
  /** Seconds that the signature is old; negative for one of the future. */
  readonly age?: number
  readonly scheme?: string
}

describe('a webhook', () => {
  let shop: HttpShop
  let invoice = ''
  let charge = ''
  const signatures: string[] = []
  before(async () => {
    shop = await openShop({ http: true, clock: () => NOW })
    invoice = await shop.newInvoice({ customer: CUSTOMER })
    ;({ charge } = await shop.paid(500_00, { invoice, customer: CUSTOMER }))
  })
  after(() => shop.stop())

  const sign = (payload: string, { secret = WEBHOOK_SECRET, age = 0, scheme = 'v1' }: Signed = {}): string => {
    const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, scheme, timestamp: SECONDS - age })
    signatures.push(...(/v1=(\w+)/.exec(header)?.slice(1) ?? []))
    return header
  }
  const send = (raw: string | Buffer, signature: string | null): Promise<ApiAnswer> =>
    shop.api(null).call('POST', '/stripe/webhooks', {
      raw,
      headers: { 'Content-Type': 'application/json', ...(signature === null ? {} : { 'Stripe-Signature': signature }) },
    })
  let events = 0
  /** A refund of 1.00 on the charge, as Stripe would send it; nothing of it is known to Stripe. */
  const refund = (members: object = {}) => ({
    id: `re_sent_${(events += 1)}`,
    object: 'refund',
    amount: 1_00,
    currency: 'usd',
    charge,
    created: SECONDS,
    status: 'succeeded',
    balance_transaction: 'txn_1',
    metadata: {},
    ...members,
  })
  const event = (object: object, members: object = {}): string =>
    JSON.stringify({
      id: `evt_sent_${(events += 1)}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: SECONDS,
      livemode: false,
      type: 'refund.created',
      data: { object },
      ...members,
    })
  const leaves = (work: () => Promise<void>) => leavesAll(shop, [invoice], work)

  const unsigned: Readonly<Record<string, (payload: string) => string | null>> = {
    'without a signature': () => null,
    'with an empty signature': () => '',
    'with nonsense for a signature': () => 'v1=0000',
    'signed without a time': (payload) => sign(payload).replace(/t=\d+,/, ''),
    'signed with another time than it says': (payload) => sign(payload).replace(/t=\d+/, `t=${SECONDS - 1}`),
    'signed by another secret': (payload) => sign(payload, { secret: OTHER_SECRET }),
    'signed by an empty secret': (payload) => sign(payload, { secret: ' ' }),
    'signed five minutes and a second ago': (payload) => sign(payload, { age: 301 }),
    'signed a day ago': (payload) => sign(payload, { age: 86_400 }),
    'whose time is nonsense': (payload) => sign(payload).replace(/t=\d+/, 't=soon'),
    'signed by the test scheme only': (payload) => sign(payload, { scheme: 'v0' }),
    'signed for another body': (payload) => sign(`${payload} `),
    'whose signature is cut short': (payload) => sign(payload).slice(0, -2),
  }
  for (const [what, signature] of Object.entries(unsigned)) {
    test(`${what} is refused as invalid_signature, and nothing is kept of it`, () =>
      leaves(async () => {
        const payload = event(refund())
        assertProblem(await send(payload, signature(payload)), 'invalid_signature', what)
      }))
  }

  test('whose signature is one of several, the right among wrong ones, is taken', async () => {
    const payload = event({ id: 'po_1', object: 'payout' }, { type: 'payout.paid' })
    const header = `${sign(payload, { secret: OTHER_SECRET })},${sign(payload).replace(/^t=\d+,/, '')}`
    assert.equal((await send(payload, header)).status, 200)
  })

  const elsewhere: Readonly<Record<string, object>> = {
    'of the other mode': { livemode: true },
    'of an account that is no store’s': { account: 'acct_of_nobody' },
    'of an account without a name': { account: '' },
    'of the other mode and another account': { livemode: true, account: 'acct_of_nobody' },
  }
  for (const [what, members] of Object.entries(elsewhere)) {
    test(`${what} is answered 200, so that Stripe forgets it, and not kept`, () =>
      leaves(async () => {
        const payload = event(refund(), members)
        const answer = await send(payload, sign(payload))
        assert.deepEqual([answer.status, answer.json], [200, { received: true }])
      }))
  }

  test('of the other mode or an unknown account is counted', async () => {
    const { text } = await shop.api(null).call('GET', '/metrics')
    assert.match(text, /jeweltrak_webhooks_total\{outcome="other_mode"\} 2\n/)
    assert.match(text, /jeweltrak_webhooks_total\{outcome="unknown_account"\} 2\n/)
  })

  const noEvents: Readonly<Record<string, readonly [string | Buffer, ProblemCode]>> = {
    'of nothing': ['', 'invalid_signature'],
    'that is no JSON': ['{"id":', 'invalid_request'],
    'of nothing but brackets': ['['.repeat(200_000), 'invalid_request'],
    'of more than 256 kB': ['x'.repeat(256 * 1024 + 1), 'payload_too_large'],
  }
  for (const [what, [payload, code]] of Object.entries(noEvents)) {
    test(`${what} is refused as ${code} although it is signed`, () =>
      leaves(async () => void assertProblem(await send(payload, sign(String(payload))), code, what)))
  }

  const noSnapshots: Readonly<Record<string, string>> = {
    'that is null': 'null',
    'that is a list': '[]',
    'that has no id': JSON.stringify({ type: 'refund.created', livemode: false, data: { object: {} } }),
    'that has no type': JSON.stringify({ id: 'evt_x', livemode: false, data: { object: {} } }),
    'that says no mode': JSON.stringify({ id: 'evt_x', type: 'refund.created', data: { object: {} } }),
    'that has no object': JSON.stringify({ id: 'evt_x', type: 'refund.created', livemode: false, data: {} }),
    'whose id has a NUL, which no database can store': event(refund(), { id: 'evt_\u0000' }),
    'whose type has a NUL': event(refund(), { type: 'a\u0000' }),
    'whose account has a NUL': event(refund(), { account: 'acct_\u0000' }),
    'whose charge has a NUL': event(refund({ charge: 'ch_\u0000' })),
  }
  for (const [what, payload] of Object.entries(noSnapshots)) {
    test(`${what} is answered 200 where it is signed, and not kept`, () =>
      leaves(async () => assert.equal((await send(payload, sign(payload))).status, 200)))
  }

  test('of bytes that are no text is refused as invalid_signature', () =>
    leaves(async () => {
      const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
      assertProblem(await send(bytes, sign(bytes.toString('latin1'))), 'invalid_signature', 'bytes')
    }))

  test('with __proto__ in it moves nothing but what it says', async () => {
    const sent = refund()
    const payload = event(sent).replace('"metadata":{}', '"metadata":{"__proto__":"x"},"__proto__":{"amount":1,"status":"failed"}')
    assert.equal((await send(payload, sign(payload))).status, 200)
    await shop.quiet()
    assert.partialDeepStrictEqual(await rowOf(sent.id), { amount: -1_00, status: 'succeeded' })
    assert.equal('status' in {}, false)
  })

  const rowOf = async (id: string) => (await shop.tab(invoice)).payments.find(({ refund }) => refund?.id === id)

  describe('of another API version', () => {
    const versions: Readonly<Record<string, { readonly object: object; readonly shown: object }>> = {
      'with members that are new': {
        object: {
          settlement: { at: 1 },
          failure_balance_transaction: null,
          destination_details: { type: 'stablecoin', stablecoin: { hash: '0x' } },
        },
        shown: { status: 'succeeded', refund: { reference: null, reason: null } },
      },
      'without the members that came later': {
        object: { metadata: undefined, balance_transaction: 'txn_old', object: undefined },
        shown: { status: 'succeeded', refund: { pendingReason: null, failureReason: null, reference: null } },
      },
      'without a status, as of old': { object: { status: null }, shown: { status: 'succeeded' } },
      'with a status that is not known': { object: { status: 'being_considered' }, shown: { status: 'pending' } },
      'with a reason that is not known': { object: { reason: 'goodwill' }, shown: { refund: { reason: 'goodwill' } } },
      'with objects in place of ids': {
        object: { charge: { id: 'CHARGE', object: 'charge' }, balance_transaction: { id: 'txn_2' } },
        shown: { status: 'succeeded' },
      },
      'with its currency in capitals': { object: { currency: 'USD' }, shown: { currency: 'usd' } },
    }
    for (const [what, { object, shown }] of Object.entries(versions)) {
      test(`${what} is applied all the same`, async () => {
        const sent = refund(object)
        const payload = event(sent, { api_version: '2019-12-03', request: null, pending_webhooks: undefined }).replace('CHARGE', charge)
        assert.equal((await send(payload, sign(payload))).status, 200)
        await shop.quiet()
        assert.partialDeepStrictEqual(await rowOf(sent.id), { amount: -1_00, ...shown })
      })
    }

    const unreadable: Readonly<Record<string, object>> = {
      'without an amount': { amount: undefined },
      'with an amount in words': { amount: '100' },
      'with a fraction for an amount': { amount: 1.5 },
      'with an amount beyond 2^53': { amount: 2 ** 53 },
      'without a currency': { currency: undefined },
      'without a time': { created: undefined },
      'that names its charge in another way': { charge: 7 },
    }
    for (const [what, object] of Object.entries(unreadable)) {
      test(`${what} is kept and tried again, and neither guessed at nor lost`, async () => {
        const sent = refund(object)
        const payload = event(sent, { api_version: '2035-01-01' })
        const before = [await shop.tab(invoice), await shop.audit(invoice)]
        assert.equal((await send(payload, sign(payload))).status, 200)
        const { id } = JSON.parse(payload) satisfies { id: string }
        const stored = () => shop.db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
        await until(async () => (await stored()).last_error !== null)
        assert.partialDeepStrictEqual(await stored(), { state: 'waiting', attempts: 1, payload })
        assert.deepEqual([await shop.tab(invoice), await shop.audit(invoice)], before)
        await shop.db.deleteFrom('events').where('id', '=', id).execute()
      })
    }
  })

  test('puts no signature, no secret and nothing of a customer into the log', () =>
    assertNothingSecretLogged(shop, ...signatures, OTHER_SECRET, CUSTOMER.name, CUSTOMER.email))
})
