import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, describe, test } from 'node:test'
import { Stripe } from 'stripe'
import { WEBHOOK_SECRET } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const OLD_SECRET = 'whsec_of_before'

function event(members: object = {}): string {
  return JSON.stringify({
    id: `evt_${crypto.randomUUID().replaceAll('-', '')}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: 1_772_366_400,
    livemode: false,
    type: 'payout.paid',
    data: { object: { id: 'po_1', object: 'payout' } },
    ...members,
  })
}

describe('the webhook call', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true, clock: () => now, webhookSecrets: [WEBHOOK_SECRET, OLD_SECRET] })
  })
  after(() => server.stop())

  const sign = (payload: string, { secret = WEBHOOK_SECRET, age = 0 } = {}) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(now.getTime() / 1000) - age })
  const deliver = (raw: NonNullable<RequestInit['body']>, signature: string | null) =>
    server.api(null).call('POST', '/stripe/webhooks', {
      raw,
      headers: { 'Content-Type': 'application/json', ...(signature === null ? {} : { 'Stripe-Signature': signature }) },
    })
  const stored = async () => (await server.db.selectFrom('events').select('id').execute()).length

  test('answers 200 to a signed event, again and again, and stores it once', async () => {
    const before = await stored()
    const body = event()
    for (let time = 1; time <= 3; time += 1) {
      const answer = await deliver(body, sign(body))
      assert.deepEqual([answer.status, answer.json], [200, { received: true }])
    }
    assert.equal(await stored(), before + 1)
  })

  test('takes every configured secret, for the time of a change', async () => {
    const body = event()
    assert.equal((await deliver(body, sign(body, { secret: OLD_SECRET }))).status, 200)
  })

  test('reads the body as it came: other white space is another body', async () => {
    const body = event()
    const spaced = JSON.stringify(JSON.parse(body), null, 2)
    assert.equal((await deliver(spaced, sign(spaced))).status, 200)
    assert.equal((await deliver(spaced, sign(body))).code, 'invalid_signature')
  })

  const refused: Readonly<Record<string, (body: string) => Promise<{ status: number; code: string | null }>>> = {
    'no signature': (body) => deliver(body, null),
    'another secret': (body) => deliver(body, sign(body, { secret: 'whsec_of_somebody' })),
    'a signature six minutes old': (body) => deliver(body, sign(body, { age: 360 })),
    'a signature of another body': (body) => deliver(body, sign(`${body} `)),
    'nonsense for a signature': (body) => deliver(body, 't=1,v1=00'),
    'bytes that are no text': (body) => deliver(Uint8Array.from([0xff, 0xfe, 0x00]), sign(body)),
  }
  for (const [what, send] of Object.entries(refused)) {
    test(`answers 400 invalid_signature to ${what}, and stores nothing`, async () => {
      const before = await stored()
      const { status, code } = await send(event())
      assert.deepEqual([status, code], [400, 'invalid_signature'])
      assert.equal(await stored(), before)
    })
  }

  test('answers 200 to an event of the other mode or of an unknown account, counts it, and stores nothing', async () => {
    const before = await stored()
    for (const members of [{ livemode: true }, { account: 'acct_of_nobody' }]) {
      const body = event(members)
      assert.equal((await deliver(body, sign(body))).status, 200)
    }
    assert.equal(await stored(), before)
    const { text } = await server.api(null).call('GET', '/metrics')
    assert.match(text, /jeweltrak_webhooks_total\{outcome="other_mode"\} 1/)
    assert.match(text, /jeweltrak_webhooks_total\{outcome="unknown_account"\} 1/)
  })

  test('answers 200 to a signed body that is no snapshot, as a thin event or a ping, counts it, and stores nothing', async () => {
    const before = await stored()
    const thin = {
      id: 'evt_test_1',
      object: 'v2.core.event',
      type: 'v2.core.event_destination.ping',
      livemode: false,
      created: '2026-11-30T12:00:00.000Z',
      context: null,
      reason: null,
      related_object: { id: 'ed_test_1', type: 'v2.core.event_destination', url: '/v2/core/event_destinations/ed_test_1' },
    }
    for (const body of [JSON.stringify(thin), '{"object":"ping"}', '[]', 'null'])
      assert.equal((await deliver(body, sign(body))).status, 200)
    assert.equal(await stored(), before)
    assert.match((await server.api(null).call('GET', '/metrics')).text, /jeweltrak_webhooks_total\{outcome="no_snapshot"\} 4/)
  })

  test('counts what it refuses, by why', async () => {
    const count = async (): Promise<number> => {
      const { text } = await server.api(null).call('GET', '/metrics')
      return Number(/jeweltrak_webhooks_total\{outcome="invalid_signature"\} (\d+)/.exec(text)?.[1] ?? 0)
    }
    const before = await count()
    const body = event()
    await deliver(body, null)
    await deliver(body, sign(body, { secret: 'whsec_of_somebody' }))
    assert.equal(await count(), before + 2)
    const unread = 'no JSON'
    await deliver(unread, sign(unread))
    assert.match((await server.api(null).call('GET', '/metrics')).text, /jeweltrak_webhooks_total\{outcome="invalid_request"\} 1/)
  })

  test('answers 413 to more than 256 kB, however it is signed', async () => {
    assert.equal((await deliver('x'.repeat(256 * 1024 + 1), 't=1,v1=00')).code, 'payload_too_large')
  })

  test('answers 500 where the event can’t be stored, so that Stripe sends it again', async () => {
    await sql`alter table events rename to events_away`.execute(server.db)
    const body = event()
    const failed = await deliver(body, sign(body))
    await sql`alter table events_away rename to events`.execute(server.db)
    assert.equal(failed.status, 500)
    assert.equal((await deliver(body, sign(body))).status, 200)
  })
})
