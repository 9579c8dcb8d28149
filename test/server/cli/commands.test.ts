/** The commands with which an operator keeps the books right, beside a running server. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import * as z from 'zod/mini'
import { EMPTY_REPORT } from '../../../server/domain/reconciliation-report.ts'
import { finish, finishProcess, serving } from '../../support/command-line.ts'
import { untilIs, untilIncludes } from '../../support/until.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const Made = z.object({ charge: z.string() })
const Id = z.object({ id: z.string() })

let server: HttpShop
before(async () => {
  server = await openShop({ http: true })
})
after(() => server.stop())

function environment() {
  return { DATABASE_URL: server.databaseUrl, STRIPE_SECRET_KEY: 'sk_test_simulated', STRIPE_API_URL: server.simulator.url }
}

function command(...args: string[]) {
  return finish(args, environment())
}

const play = (path: string, body: object): Promise<unknown> => server.simulator.control('POST', path, body)
const faults = (body: object): Promise<unknown> => server.simulator.control('PUT', '/_sim/faults', body)
const noFaults = (): Promise<unknown> => server.simulator.control('DELETE', '/_sim/faults')

async function paidInvoice(invoice: string, amount: number): Promise<{ charge: string; payment: string }> {
  await server.api().putInvoice(invoice, { total: amount })
  const { charge } = Made.parse(await play('/_sim/charges', { invoice, amount }))
  await untilIs(async () => (await server.api().tab(invoice)).payments.length, 1)
  return { charge, payment: (await server.api().tab(invoice)).payments[0]?.id ?? '' }
}

/** A refund of which Stripe's answer was lost, `hours` ago; Stripe made it or did not. */
async function unknownRefund(invoice: string, hours: number, made: boolean): Promise<{ id: string; charge: string }> {
  const { charge, payment } = await paidInvoice(invoice, 100_00)
  await faults({ api: { [made ? 'failAfter' : 'failBefore']: 1, status: 502 }, webhooks: { drop: 1 } })
  const { id, status } = await server.api().refund(invoice, { payment, amount: 30_00 })
  assert.equal(status, 'processing')
  // Nothing checks again by itself, so that a person has to.
  await sql`update refund_requests set reserved_at = now() - make_interval(hours => ${hours}), next_attempt_at = now() + interval '1 day' where id = ${id}`.execute(
    server.db,
  )
  return { id, charge }
}

test('reconcile records what was missed, prints its report, and exits with 0', async () => {
  const { charge } = await paidInvoice('reconciled', 200_00)
  await faults({ webhooks: { drop: 1 } })
  await play('/_sim/refunds', { charge, amount: 20_00 })
  await noFaults()
  const { code, printed } = await finishProcess(['reconcile'], environment())
  assert.equal(code, 0, printed)
  assert.match(printed, /default: The books and Stripe are the same\./)
  assert.match(printed, /refunds +matched 0 · recorded 1 \(20\.00 USD\) · changed 0 · differing 0 · unexplained 0/)
  assert.deepEqual((await server.api().tab('reconciled')).payments.map(({ amount }) => amount).toSorted(), [-20_00, 200_00])
})

for (const [hours, charges] of [
  [5, 'recorded 0'],
  [7, 'recorded 1 \\(300\\.00 USD\\)'],
] as const) {
  test(`reconcile ${hours < 6 ? 'goes on with' : 'begins anew instead of'} one that was stopped ${hours} hours ago`, async () => {
    const invoice = `stopped-${hours}`
    await server.api().putInvoice(invoice, { total: 300_00 })
    await faults({ webhooks: { drop: 1 } })
    await play('/_sim/charges', { invoice, amount: 300_00 })
    await noFaults()
    const startedAt = new Date(Date.now() - hours * 3600_000)
    await server.db
      .insertInto('reconciliations')
      .values({ store: 'default', started_at: startedAt, since: null, phase: 'differences', report: { ...EMPTY_REPORT } })
      .execute()
    const { printed } = await command('reconcile', 'default')
    assert.match(printed, new RegExp(`charges .*· ${charges} ·`))
    assert.equal((await command('reconcile', 'default')).code, 0)
    assert.equal((await server.api().tab(invoice)).invoice.paid, 300_00)
  })
}

test('a refund that is unknown for less than 25 hours can’t be resolved by hand', async () => {
  const { id } = await unknownRefund('young', 24, false)
  const { code, printed } = await command('refunds', 'resolve', id, '--released')
  await noFaults()
  assert.equal(code, 1)
  assert.match(printed, /younger than 25 hours/)
  assert.equal((await server.api().tab('young')).payments.find((row) => row.id === id)?.status, 'processing')
})

test('a refund that Stripe never made is released by hand, and can be refunded again', async () => {
  const { id } = await unknownRefund('released', 26, false)
  assert.equal((await command('refunds', 'resolve', id, '--released')).code, 0)
  await noFaults()
  const tab = await server.api().tab('released')
  assert.deepEqual(
    tab.payments.map(({ amount, refundable }) => [amount, refundable]),
    [[100_00, 100_00]],
  )
  assert.equal((await command('refunds', 'resolve', id, '--released')).code, 1)
})

test('a refund that Stripe made is recorded by hand, as the row that stood for it', async () => {
  const { id, charge } = await unknownRefund('recorded', 26, true)
  // Stripe answers again, but no webhook brings the refund.
  await faults({ webhooks: { drop: 1 } })
  const { refunds } = z.object({ refunds: z.array(z.object({ id: z.string(), charge: z.string() })) }).parse(await stripeState())
  const refund = refunds.find((one) => one.charge === charge)?.id ?? ''
  const other = Id.parse(await play('/_sim/refunds', { charge, amount: 1_00 })).id
  assert.match((await command('refunds', 'resolve', id, '--recorded', other)).printed, /not of the same charge, amount and currency/)
  const { code, printed } = await command('refunds', 'resolve', id, '--recorded', refund)
  assert.equal(code, 0, printed)
  const row = (await server.api().tab('recorded')).payments.find((payment) => payment.id === id)
  assert.deepEqual([row?.status, row?.refund?.id], ['succeeded', refund])
  await noFaults()
})

async function stripeState(): Promise<unknown> {
  const state = z.object({ accounts: z.array(z.unknown()) }).parse(await server.simulator.control('GET', '/_sim/state'))
  return state.accounts[0]
}

test('attention list lists what needs a person and what to do about it', async () => {
  await play('/_sim/charges', { invoice: 'never-sent', amount: 5_00 })
  await untilIncludes(async () => (await command('attention', 'list')).printed, 'names invoice never-sent, which is not known')
  const { code, printed } = await command('attention', 'list')
  assert.equal(code, 1)
  assert.match(printed, /Send the invoice, or say `attention resolve` with the right one\./)
})

test('a dead event is listed without its payload, and replayed once its cause is mended', async () => {
  const { charge } = await paidInvoice('dead', 100_00)
  const refund = Id.parse(await play('/_sim/refunds', { charge, amount: 10_00 })).id
  await untilIs(async () => (await server.api().tab('dead')).payments.length, 2)
  const { id } = await server.db
    .selectFrom('events')
    .select('id')
    .where('type', '=', 'refund.created')
    .where('charge', '=', charge)
    .executeTakeFirstOrThrow()
  await server.db.updateTable('events').set({ state: 'dead', last_error: 'planted' }).where('id', '=', id).execute()
  await server.db
    .insertInto('attention_items')
    .values({ store: 'default', code: 'event_dead', invoice: 'dead', charge, event: id })
    .execute()
  assert.deepEqual(
    (await server.api().tab('dead')).attention.map(({ code }) => code),
    ['event_dead'],
  )
  const listed = await command('events', 'list')
  assert.ok(listed.printed.includes(id) && listed.printed.includes('dead') && !listed.printed.includes(refund), listed.printed)
  const { code, printed } = await command('events', 'replay', '--dead')
  assert.deepEqual([code, printed], [0, `${id} is applied.\n`])
  assert.deepEqual((await server.api().tab('dead')).attention, [])
  assert.equal((await command('events', 'replay', '--dead')).printed, 'No event is dead.\n')
})

test('an event that can’t be read, about what Stripe does not know, is listed on one line that says so', async () => {
  const { charge } = await paidInvoice('unreadable', 100_00)
  const planted = { state: 'dead', payload: sql<string>`jsonb_set(payload::jsonb, '{data,object}', '{"id": "ch_gone"}')::text` } as const
  const { id } = await server.db
    .updateTable('events')
    .set(planted)
    .where('type', '=', 'charge.succeeded')
    .where('charge', '=', charge)
    .returning('id')
    .executeTakeFirstOrThrow()
  assert.equal((await command('events', 'replay', id)).code, 1)
  const line = (await command('events', 'list')).printed.split('\n').find((one) => one.startsWith(id)) ?? ''
  assert.match(line, /waiting {2}1 attempts .* Stripe doesn’t know ch_gone that its event is about\.$/)
})

test('a store whose account Stripe does not open is named, and the stores after it are reconciled all the same', async () => {
  assert.equal((await command('store', 'add', 'closed', '--account', 'acct_closed')).code, 0)
  const { code, printed } = await command('reconcile')
  assert.equal(code, 1)
  assert.match(printed, /^closed: Stripe can’t be read/m)
  assert.match(printed, /^default: /m)
})

test('a command runs beside a server that keeps its own PostgreSQL', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jeweltrak-'))
  const env = {
    DATA_DIR: directory,
    STRIPE_SECRET_KEY: 'sk_test_simulated',
    STRIPE_API_URL: server.simulator.url,
    STRIPE_WEBHOOK_SECRET: 'whsec_test',
    PAYMENTS_API_KEY: 'a_key_of_eight_or_more',
  }
  const running = await serving(env)
  try {
    const { code, printed } = await finishProcess(['store', 'list'], env)
    assert.equal(code, 0, printed)
    assert.match(printed, /default/)
    assert.equal((await fetch(`${running.url}/readyz`)).status, 200)
  } finally {
    running.kill('SIGTERM')
    await running.exited
    await rm(directory, { recursive: true, force: true })
  }
})
