import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, describe, test } from 'node:test'
import { Tab } from '../../../server/contract/tab.ts'
import { streamTab, type TabStreamOptions } from '../../../server/http/stream.ts'
import { openEventStream, type EventStream } from '../../support/event-stream.ts'
import { until, untilIs } from '../../support/until.ts'
import { API_KEY } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const PATH = '/v1/invoices/1001/stream'

async function nextTab(stream: EventStream): Promise<Tab> {
  const event = await stream.next()
  assert.equal(event?.event, 'tab')
  const tab = Tab.parse(JSON.parse(event?.data ?? ''))
  assert.equal(event?.id, String(tab.version))
  return tab
}

/** Reads on until the tab is as wanted; later tabs never go back. */
async function tabWhere(stream: EventStream, wanted: (tab: Tab) => boolean): Promise<Tab> {
  let version = 0
  for (;;) {
    const tab = await nextTab(stream)
    assert.ok(tab.version > version, 'versions only grow')
    if (wanted(tab)) return tab
    version = tab.version
  }
}

describe('the stream of an invoice', () => {
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true })
    await server.api().putInvoice('1001')
  })
  after(() => server.stop())

  const record = (amount: number) => server.api().call('POST', '/v1/invoices/1001/payments', { body: { method: 'cash', amount } })

  test('sends the whole tab at once, as an event stream that nothing on the way may delay', async () => {
    await using stream = await openEventStream(server.url + PATH, API_KEY)
    assert.equal(stream.headers.get('content-type'), 'text/event-stream')
    assert.match(stream.headers.get('cache-control') ?? '', /no-store/)
    assert.deepEqual(await nextTab(stream), await server.api().tab('1001'))
  })

  test('sends the new tab when something changes', async () => {
    await using stream = await openEventStream(server.url + PATH, API_KEY)
    const { invoice } = await nextTab(stream)
    await record(100)
    await tabWhere(stream, (tab) => tab.invoice.paid === invoice.paid + 100)
  })

  test('does not repeat the tab that the reader has, and sends the next one', async () => {
    const { version } = await server.api().tab('1001')
    await using stream = await openEventStream(server.url + PATH, API_KEY, { 'Last-Event-ID': String(version) })
    assert.equal((await stream.next({ comments: true }))?.event, 'comment', 'the reader learns at once that it is connected')
    await record(1)
    assert.ok((await nextTab(stream)).version > version)
  })

  test('sends the tab at once to a reader that has an older one', async () => {
    const { version } = await server.api().tab('1001')
    await using stream = await openEventStream(server.url + PATH, API_KEY, { 'Last-Event-ID': String(version - 1) })
    assert.equal((await nextTab(stream)).version, version)
  })

  test('shows what the reader may do', async () => {
    await using stream = await openEventStream(server.url + PATH, await server.api().openSession('1001', { permissions: ['record'] }))
    assert.deepEqual((await nextTab(stream)).permissions, {
      refund: false,
      record: true,
      remove: false,
      audit: false,
      approve: false,
      refundLeft: null,
      withoutApproval: null,
    })
  })

  test('is open to pages that its session allows, and to no others', async () => {
    const session = await server.api().openSession('1001', { origins: ['https://partner.example'] })
    await using stream = await openEventStream(server.url + PATH, session, { Origin: 'https://partner.example' })
    assert.equal(stream.headers.get('access-control-allow-origin'), 'https://partner.example')
    await nextTab(stream)
    await using refused = await openEventStream(server.url + PATH, session, { Origin: 'https://elsewhere.example' })
    assert.equal(refused.status, 403)
  })

  test('carries what another server of the same database wrote', async () => {
    await using other = await openShop({ http: true, beside: server })
    await using stream = await openEventStream(other.url + PATH, API_KEY)
    const { invoice } = await nextTab(stream)
    await record(7)
    await tabWhere(stream, (tab) => tab.invoice.paid === invoice.paid + 7)
  })

  test('carries what happened while the connection to the database was cut', async () => {
    await using stream = await openEventStream(server.url + PATH, API_KEY)
    const { invoice } = await nextTab(stream)
    const { rows } = await cutListeners(server)
    assert.ok(rows.length > 0)
    await record(11)
    await tabWhere(stream, (tab) => tab.invoice.paid === invoice.paid + 11)
  })

  test('of an unknown invoice is a problem, not a stream', async () => {
    const answer = await server.api().call('GET', '/v1/invoices/nowhere/stream')
    assert.equal(answer.code, 'not_found')
  })

  test('requested by HEAD it has headers and no body', async () => {
    const answer = await server.api().call('HEAD', PATH)
    assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.text], [200, 'text/event-stream', ''])
  })
})

function cutListeners(server: HttpShop): Promise<{ rows: unknown[] }> {
  return sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'jeweltrak-changes' and datname = current_database()`.execute(
    server.db,
  )
}

test('a stream ends when its token does, and says so', async () => {
  let now = new Date()
  await using server = await openShop({ http: true, clock: () => now })
  await server.api().putInvoice('1001')
  const session = await server.api().openSession('1001')
  now = new Date(now.getTime() + 15 * 60_000 - 1_500)
  await using stream = await openEventStream(server.url + PATH, session)
  await nextTab(stream)
  assert.deepEqual(await stream.next(), { event: 'end', id: null, data: '{"because":"expired"}' })
  assert.equal(await stream.next(), null)
})

test('a stream ends when the server stops, and the server does not wait for its reader', async () => {
  await using server = await openShop({ http: true })
  await using other = await openShop({ http: true, beside: server })
  await server.api().putInvoice('1001')
  await using stream = await openEventStream(other.url + PATH, API_KEY)
  await nextTab(stream)
  const stopped = other.stop()
  assert.deepEqual(await stream.next(), { event: 'end', id: null, data: '{"because":"stopping"}' })
  assert.equal(await stream.next(), null)
  await stopped
})

describe('a stream by itself', () => {
  const tab = (version: number): Tab => ({
    invoice: { id: '1', number: '1', currency: 'usd', total: 0, paid: 0, balance: 0, status: 'open', customer: null },
    payments: [],
    disputes: [],
    permissions: { refund: true, record: true, remove: true, audit: true, approve: true, refundLeft: null, withoutApproval: null },
    attention: [],
    sync: null,
    version,
  })

  function open(options: Partial<TabStreamOptions> = {}) {
    let version = 1
    let reads = 0
    const subscribers = new Set<() => void>()
    const reader = streamTab({
      first: tab(1),
      known: undefined,
      isLive: () => Promise.resolve(true),
      read: () => Promise.resolve(tab(((reads += 1), version))),
      subscribe: (onChange) => {
        subscribers.add(onChange)
        return () => subscribers.delete(onChange)
      },
      lifetime: null,
      stopping: new AbortController().signal,
      onError: () => {},
      ...options,
    })
      .pipeThrough(new TextDecoderStream())
      .getReader()
    const change = () => {
      version += 1
      for (const onChange of subscribers) onChange()
    }
    return { reader, change, reads: () => reads, subscribers }
  }

  test('gives a slow reader the newest tab only, and reads none that nobody takes', async () => {
    const { reader, change, reads } = open()
    await reader.read()
    await until(() => reads() > 0)
    const before = reads()
    for (let burst = 0; burst < 1_000; burst += 1) change()
    assert.ok(reads() - before <= 1)
    const seen: number[] = []
    while (!seen.includes(1_001)) {
      const { value } = await reader.read()
      seen.push(Number(/"version":(\d+)/.exec(value ?? '')?.[1]))
    }
    assert.ok(seen.length <= 2, `${seen.length} tabs for 1,000 changes`)
    await reader.cancel()
  })

  test('says that it is over also where that happens while a tab is read', async () => {
    const stopping = new AbortController()
    const { reader } = open({
      stopping: stopping.signal,
      read: () => {
        stopping.abort()
        return Promise.resolve(tab(2))
      },
    })
    await reader.read()
    assert.match((await reader.read()).value ?? '', /^event: tab\nid: 2\n/)
    assert.match((await reader.read()).value ?? '', /^event: end\ndata: {"because":"stopping"}/)
    assert.equal((await reader.read()).done, true)
  })

  test('lets go of everything when the reader leaves', async () => {
    const { reader, subscribers } = open()
    await reader.read()
    assert.equal(subscribers.size, 1)
    await reader.cancel()
    await untilIs(() => subscribers.size, 0)
  })

  test('breaks off when the tab can’t be read, so that the reader connects again', async () => {
    const failures: unknown[] = []
    const { reader, subscribers } = open({
      read: () => Promise.reject(new Error('the database is gone')),
      onError: (error) => void failures.push(error),
    })
    await reader.read()
    await assert.rejects(reader.read())
    assert.equal(failures.length, 1)
    assert.equal(subscribers.size, 0)
  })

  test('gives a sign of life every 15 seconds', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { reader } = open({ known: '1' })
    assert.match((await reader.read()).value ?? '', /^:/)
    const next = reader.read()
    let waited = 0
    for (let heard = false; !heard; waited += 1_000) {
      void next.then(() => (heard = true))
      t.mock.timers.tick(1_000)
      await new Promise((resolve) => setImmediate(resolve))
      assert.ok(waited <= 20_000)
    }
    assert.match((await next).value ?? '', /^:/)
    assert.ok(waited >= 15_000 && waited <= 16_000, String(waited))
    await reader.cancel()
  })
})
