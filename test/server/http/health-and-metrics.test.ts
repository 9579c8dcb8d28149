import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { test } from 'node:test'
import { until, untilIs, untilIncludes } from '../../support/until.ts'
import { API_KEY, WEBHOOK_SECRET } from '../../support/server.ts'
import { openShop } from '../../support/shop.ts'

test('a server that can work says so, and one without its tables says why not', async () => {
  await using server = await openShop({ http: true })
  const read = (path: string) => server.api(null).call('GET', path)
  assert.deepEqual((await read('/healthz')).json, { ok: true })
  assert.deepEqual((await read('/readyz')).json, { ready: true })
  await sql`alter table stores rename to stores_away`.execute(server.db)
  const unready = await read('/readyz')
  assert.equal(unready.status, 503)
  assert.match(unready.text, /"because":"The database/)
  assert.equal((await read('/healthz')).status, 200)
})

test('a server whose clock is far from the database’s is not ready, and one that is a little off is', async () => {
  for (const [seconds, status] of [
    [600, 503],
    [-90, 503],
    [30, 200],
  ] as const) {
    await using server = await openShop({ http: true, clock: () => new Date(Date.now() + seconds * 1000) })
    const answer = await server.api(null).call('GET', '/readyz')
    assert.equal(answer.status, status, `${seconds} s`)
    if (status === 503) assert.match(answer.text, /"because":"The clocks/)
  }
})

test('a server whose database can only be read, as with a full disk, is not ready until it can be written again', async () => {
  await using server = await openShop({ http: true })
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(server.db)
  const name = rows[0]?.name ?? ''
  const takeChanges = async (takes: boolean): Promise<void> => {
    await sql.raw(`alter database ${name} set default_transaction_read_only = ${takes ? 'off' : 'on'}`).execute(server.db)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      server.db,
    )
  }
  const readiness = async (): Promise<string> => (await server.api(null).call('GET', '/readyz')).text
  await takeChanges(false)
  await untilIncludes(() => readiness(), '"because":"The database can’t be written')
  await sql.raw('set default_transaction_read_only = off').execute(server.db)
  await takeChanges(true)
  await untilIncludes(() => readiness(), '"ready":true')
  assert.equal((await sql`select from pg_largeobject_metadata`.execute(server.db)).rows.length, 0)
})

test('measurements count calls, webhooks, events, refunds and what waits for a person', async () => {
  await using server = await openShop({ http: true })
  const api = server.api()
  await api.putInvoice('1')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1', amount: 1000 })
  await server.simulator.control('POST', '/_sim/charges', { invoice: 'unknown', amount: 1000 })
  const read = async () => (await server.api(null).call('GET', '/metrics')).text
  await untilIncludes(() => read(), 'jeweltrak_charges_unmatched 1')
  await untilIs(async () => (await api.tab('1')).payments.length, 1)
  const [charge] = (await api.tab('1')).payments
  await api.refund('1', { payment: charge?.id, amount: 10 })
  await untilIncludes(() => read(), 'jeweltrak_events{state="waiting"} 0')

  const text = await read()
  assert.match(text, /jeweltrak_http_request_duration_seconds_count\{call="requestRefund",method="POST",status="201"\} 1/)
  assert.match(text, /jeweltrak_webhooks_total\{outcome="stored"\} [1-9]/)
  assert.match(text, /jeweltrak_events\{state="dead"\} 0/)
  assert.match(text, /jeweltrak_refunds\{status="failed"\} 0/)
  assert.match(text, /jeweltrak_refund_requests_open 0/)
  assert.match(text, /jeweltrak_refund_requests_unknown 0/)
  assert.match(text, /jeweltrak_stripe_calls_total\{call="createRefund",outcome="ok"\} 1/)
  assert.match(text, /jeweltrak_ready 1/)
})

test('every label of a measurement is there before anything happened, so that an alarm on it can go off', async () => {
  await using server = await openShop({ http: true })
  const { text } = await server.api(null).call('GET', '/metrics')
  for (const sample of [
    'jeweltrak_webhooks_total{outcome="invalid_signature"} 0',
    'jeweltrak_stripe_calls_total{call="createRefund",outcome="timeout"} 0',
    'jeweltrak_stripe_call_duration_seconds_count{call="getDispute"} 0',
    'jeweltrak_warnings{code="live_updates_lost"} 0',
    'jeweltrak_unready{because="database_unreachable"} 0',
    'jeweltrak_attention_items{code="stripe_key_refused"} 0',
    'jeweltrak_due_oldest_seconds 0',
    'jeweltrak_refund_requests_open_oldest_seconds 0',
    'jeweltrak_webhook_newest_seconds -1',
    'jeweltrak_live_updates 1',
    'jeweltrak_streams_open 0',
    'jeweltrak_database_connections{pool="calls",state="waiting"} 0',
  ])
    assert.ok(text.includes(sample), sample)
})

test('who refunded what is one line of the log, with Stripe’s own id of the request', async () => {
  await using server = await openShop({ http: true })
  const api = server.api()
  await api.putInvoice('1')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1', amount: 1000 })
  await untilIs(async () => (await api.tab('1')).payments.length, 1)
  const [charge] = (await api.tab('1')).payments
  const session = await api.openSession('1', { actor: { id: 'user_9', name: 'Ada Private' }, permissions: ['refund'] })
  const refund = await server.api(session).refund('1', { payment: charge?.id, amount: 10 })
  const lines = server.logged.map((line): Record<string, unknown> => JSON.parse(line))
  const call = lines.find((line) => line['call'] === 'requestRefund')
  const said = {
    invoice: '1',
    actor: 'user_9',
    payment: charge?.id,
    row: refund.id,
    refund: refund.refund?.id,
    amount: 10,
    currency: 'usd',
  }
  for (const [name, value] of Object.entries(said)) assert.deepEqual([name, call?.[name]], [name, value])
  assert.match(JSON.stringify(call?.['stripe']), /"call":"createRefund","outcome":"ok","requestId":"req_/)
  const recorded = lines.find((line) => line['msg'] === 'A refund was recorded.')
  assert.deepEqual([recorded?.['refund'], recorded?.['actor'], recorded?.['foundBy']], [refund.refund?.id, 'user_9', 'api'])
  const event = lines.find((line) => line['msg'] === 'event' && line['type'] === 'charge.succeeded')
  assert.deepEqual([event?.['charge'], event?.['outcome']], [charge?.charge, 'applied'])

  // One made in Stripe's dashboard comes by a webhook, which is applied together with others.
  await server.simulator.control('POST', '/_sim/refunds', { charge: charge?.charge, amount: 5 })
  await until(() => server.logged.some((line) => line.includes('A refund was recorded.') && line.includes('"foundBy":"webhook"')))
})

test('a call that belongs to a trace says so in its refusal and in the log', async () => {
  await using server = await openShop({ http: true })
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
  const { text } = await server.api().call('GET', '/v1/invoices/none/payments', { headers })
  assert.match(text, new RegExp(`"traceId":"${trace}"`))
  assert.ok(server.logged.some((line) => line.includes(`"traceId":"${trace}"`)))
  const made = await server.api().call('GET', '/v1/invoices/none/payments', { headers: { traceparent: 'x"}{' } })
  assert.doesNotMatch(made.text, /traceId/)
})

test('the log has a line for every call and nothing secret or personal in it', async () => {
  await using server = await openShop({ http: true, embedSecret: 'an embed secret that must stay secret' })
  const api = server.api()
  await api.putInvoice('1', { customer: { name: 'Grace Private', email: 'grace@private.example' } })
  const session = await api.openSession('1', { actor: { id: 'user_9', name: 'Ada Private' } })
  await server.api(session).call('POST', '/v1/invoices/1/payments', { body: { method: 'cash', amount: 5, note: 'a private note' } })
  await server.api(session).call('GET', `/v1/invoices/1/audit?cursor=${session}`)
  await server
    .api(null)
    .call('POST', '/stripe/webhooks', { raw: '{"private":"payload"}', headers: { 'Stripe-Signature': 't=1,v1=private' } })
  await server.api(null).call('GET', `/v1/invoices/${encodeURIComponent('Grace Private')}/payments`)

  const log = server.logged.join('')
  assert.match(log, /"call":"recordPayment"/)
  assert.match(log, /"problem":"invalid_signature"/)
  for (const secret of [API_KEY, session, WEBHOOK_SECRET, 'an embed secret', 'sk_test', 'rivate', 'v1=']) {
    assert.ok(!log.includes(secret), `the log shows ${secret}`)
  }
})
