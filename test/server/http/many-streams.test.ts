/** However many watch an invoice, what changes is read once for all who may see the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kysely, PostgresDialect } from 'kysely'
import { createEmbedSession } from '../../../server/access/create-embed-session.ts'
import type { Permission } from '../../../server/contract/fields.ts'
import { nameOf } from '../../../server/database/prepared.ts'
import { connect } from '../../../server/database/connection.ts'
import type { Schema } from '../../../server/database/schema.ts'
import { createApp } from '../../../server/http/app.ts'
import { createSharedReads } from '../../../server/http/shared-reads.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { openEventStream } from '../../support/event-stream.ts'
import { until, untilIs } from '../../support/until.ts'
import { operatorParts } from '../../support/operator-parts.ts'
import { HOST, openShop, person } from '../../support/shop.ts'

const STREAM = '/v1/invoices/1001/stream'
const NEVER = new AbortController().signal

test('one change is read once, whoever streams it, and reaches every stream as its reader may see it', async () => {
  await using opened = new AsyncDisposableStack()
  const shop = opened.use(await openShop())
  const { pool } = opened.adopt(connect({ url: shop.databaseUrl, maxConnections: 4, onError: () => {} }), ({ close }) => close())
  let tabs = 0
  const count = ({ query }: { readonly query: { readonly sql: string } }) => void (tabs += nameOf(query.sql) === 'read_tab' ? 1 : 0)
  const counting = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), log: count })
  const subscribers = new Set<() => void>()
  const app = createApp({
    ctx: shop.ctx,
    ...operatorParts(shop.db),
    priority: shop.ctx,
    streams: { ...shop.ctx, db: counting },
    changes: {
      subscribe: (_store, _invoice, onChange) => {
        subscribers.add(onChange)
        return () => subscribers.delete(onChange)
      },
      subscribeToStore: () => () => {},
      subscribeToAll: () => {},
      isHeard: () => true,
      close: () => Promise.resolve(),
    },
    rateLimit: { perSecond: 1_000, burst: 1_000 },
    trustedProxies: [],
    syncSpacing: 0,
    newRequestId: () => 'req_1',
    now: () => performance.now(),
    lifecycle: { draining: NEVER, refusing: NEVER, lost: NEVER },
    underWay: (work) => work,
    checkAnswers: true,
  })
  const session = async (permissions: Permission[], id = 'user_1'): Promise<string> =>
    (await createEmbedSession(shop.ctx, HOST, { invoice: '1001', actor: { id, name: 'Ada' }, permissions }, null)).clientSecret
  const sessions = await Promise.all([
    ...Array.from({ length: 4 }, () => session([])),
    ...Array.from({ length: 4 }, () => session(['record'], 'user_2')),
  ])
  const texts: string[] = []
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const { body } = await app.request(`http://localhost${STREAM}`, { headers: { Authorization: `Bearer ${sessions[n % 8] ?? ''}` } })
      if (body === null) throw new Error('a stream without a body')
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      texts[n] = ''
      void (async () => {
        for (let read = await reader.read(); !read.done; read = await reader.read()) texts[n] += read.value
      })()
      opened.defer(() => reader.cancel())
    }),
  )
  await until(() => texts.every((text) => text.includes('event: tab')))
  // What may have changed while they connected has been read too.
  await recordPayment(shop.ctx, HOST, '1001', { method: 'cash', amount: 1, direction: 'in' }, null)
  const announce = () => subscribers.forEach((onChange) => onChange())
  announce()
  await until(() => texts.every((text) => text.includes('"paid":1,')))

  await recordPayment(shop.ctx, HOST, '1001', { method: 'cash', amount: 4242, direction: 'in' }, null)
  const before = tabs
  announce()
  await until(() => texts.every((text) => text.includes('4243')))
  assert.equal(tabs - before, 1)
  assert.match(texts[0] ?? '', /"record":false/)
  assert.match(texts[7] ?? '', /"record":true/)

  // What waits for approval is somebody's own, whatever they may do.
  const { payment } = await shop.paid(1_000)
  await shop.refund(payment, 10, { principal: person({ approvalAbove: 0 }) })
  announce()
  await until(() => texts.every((text) => text.includes('awaiting_approval')))
  assert.deepEqual(
    texts.map((text) => text.includes('"action":"withdraw"')),
    texts.map((_text, n) => n % 8 < 4),
  )

  await opened.disposeAsync()
  assert.equal(subscribers.size, 0)
})

test('who wants it while it is being read gets what is read afterwards', async () => {
  const share = createSharedReads<number>()
  const begun: ((value: number) => void)[] = []
  const read = () => share('one', () => new Promise<number>((resolve) => void begun.push(resolve)))
  const first = [read(), read()]
  await untilIs(() => begun.length, 1)
  const second = [read(), read()]
  begun[0]?.(1)
  assert.deepEqual(await Promise.all(first), [1, 1])
  await untilIs(() => begun.length, 2)
  begun[1]?.(2)
  assert.deepEqual(await Promise.all(second), [2, 2])
  const failing = share('two', () => Promise.reject(new Error('it failed')))
  await assert.rejects(failing)
  assert.equal(await share('two', () => Promise.resolve(3)), 3)
})

test('a session may have ten streams open, and another one once one of them has ended; the host has no limit', async () => {
  await using server = await openShop({ http: true })
  await server.api().putInvoice('1001')
  const session = await server.api().openSession('1001')
  const open = (bearer: string) => openEventStream(server.url + STREAM, bearer)
  await using opened = new AsyncDisposableStack()
  const streams = await Promise.all(Array.from({ length: 10 }, async () => opened.use(await open(session))))
  for (const stream of streams) assert.equal((await stream.next())?.event, 'tab')
  const refused = await server.api(session).call('GET', STREAM)
  assert.deepEqual([refused.status, refused.code], [429, 'rate_limited'])
  assert.match(refused.text, /10 streams open/)
  assert.equal((await server.api(session).call('GET', '/v1/invoices/1001/payments')).status, 200)
  await using byHost = await open('test_key_of_the_default_store')
  assert.equal(byHost.status, 200)

  await streams[0]?.close()
  await until(async () => {
    await using another = await open(session)
    return another.status === 200
  })
})
