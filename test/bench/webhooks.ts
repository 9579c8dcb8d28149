/** Webhooks: accepted and applied, beside a peer that upserts what they carry; and what a restart finds waiting. */
import { untilIs } from '../support/until.ts'
import { createEvents, type SignedEvent } from './events.ts'
import { quantile, type Row } from './figures.ts'
import { atOnce, createCaller, type Caller } from './load.ts'
import { installPeers } from './peers.ts'
import { startMeasured } from './processes.ts'
import { addInvoices, query, SECRET, type Part } from './stage.ts'

const CONNECTIONS = 32
const INVOICES = 2_000

const post =
  ({ call }: Caller) =>
  async ({ body, signature }: SignedEvent): Promise<void> =>
    void (await call('POST', '/stripe/webhooks', { 'content-type': 'application/json', 'stripe-signature': signature }, body))

/** As if they had been accepted, and the server had stopped then. */
async function leaveWaiting(database: string, events: readonly SignedEvent[]): Promise<void> {
  await query(
    database,
    `insert into events (account, id, store, type, charge, payload, next_attempt_at)
     select '', event ->> 'id', 'default', event ->> 'type', coalesce(event #>> '{data,object,charge}', event #>> '{data,object,id}'), event::text, now()
     from json_array_elements($1::json) as event`,
    [`[${events.map(({ body }) => body).join(',')}]`],
  )
}

export const webhooks: Part = async (stage) => {
  const many = stage.isSmall ? 400 : 4_000
  const make = await createEvents(INVOICES, SECRET)
  const database = await stage.database()
  const peers = await installPeers()
  await using ours = await stage.serve(database)
  const theirs = await stage.database()
  await using peer = await startMeasured('peer-server.ts', {
    BENCH_DATABASE: theirs,
    BENCH_PEERS: peers,
    BENCH_SECRET: SECRET,
  })
  await addInvoices(database, INVOICES)
  using us = createCaller(ours.url, CONNECTIONS)
  using them = createCaller(peer.url, CONNECTIONS)

  const waiting = (): Promise<unknown> =>
    query(
      database,
      `select (select count(*) from events where state = 'waiting' and alone)::int + (select count(*) from events where state = 'waiting' and not alone)::int`,
    )
  const round = async () => {
    const before = await ours.usage()
    const began = performance.now()
    const took = await atOnce(CONNECTIONS, make(many), post(us))
    const accepted = performance.now() - began
    await untilIs(waiting, 0)
    const applied = performance.now() - began
    const after = await ours.usage()
    const [peerBefore, peerBegan] = [await peer.usage(), performance.now()]
    const peerTook = await atOnce(CONNECTIONS, make(many), post(them))
    const peerTime = performance.now() - peerBegan
    const peerAfter = await peer.usage()
    return {
      accepted: (many / accepted) * 1000,
      applied: (many / applied) * 1000,
      p99: quantile(took, 0.99),
      cpu: (after.cpu - before.cpu) / many,
      statements: (after.statements - before.statements) / many,
      rss: after.rss,
      peer: (many / peerTime) * 1000,
      peerP99: quantile(peerTook, 0.99),
      peerCpu: (peerAfter.cpu - peerBefore.cpu) / many,
      peerStatements: (peerAfter.statements - peerBefore.statements) / many,
      peerRss: peerAfter.rss,
    }
  }
  await round()
  // As PostgreSQL does each minute by itself: what is measured is no shop's first minute.
  for (const one of [database, theirs]) await query(one, 'vacuum analyze')
  const rounds: Awaited<ReturnType<typeof round>>[] = []
  for (let made = 0; made < stage.rounds; made += 1) rounds.push(await round())

  // Accepted while nothing applies them: what a server finds that comes back.
  const backlog = stage.isSmall ? 500 : 10_000
  await ours[Symbol.asyncDispose]()
  await leaveWaiting(database, make(backlog))
  const began = performance.now()
  await using again = await stage.serve(database)
  await again.usage()
  await untilIs(waiting, 0)
  const drained = (backlog / (performance.now() - began)) * 1000

  const name = 'stripe-sync-engine + Fastify'
  const row = (
    what: string,
    unit: string,
    ours: (one: (typeof rounds)[number]) => number,
    beside: ((one: (typeof rounds)[number]) => number) | null,
    goal: string,
  ): Row => ({
    what,
    unit,
    ours: rounds.map(ours),
    beside: beside === null ? null : { name, values: rounds.map(beside) },
    goal,
  })
  return [
    row(
      'Webhooks accepted, 32 connections, while applying',
      '/s',
      ({ accepted }) => accepted,
      ({ peer: rate }) => rate,
      '1.5 ×, aim 2.5 ×',
    ),
    row(
      '… p99',
      'ms',
      ({ p99 }) => p99,
      ({ peerP99 }) => peerP99,
      '≤ 1 ×, aim 0.6 ×',
    ),
    row(
      '… applied: row, balance and audit committed',
      '/s',
      ({ applied }) => applied,
      ({ peer: rate }) => rate,
      '0.7 ×, aim 1 ×',
    ),
    row(
      'CPU of the process an event, accepted and applied',
      'ms',
      ({ cpu }) => cpu,
      ({ peerCpu }) => peerCpu,
      '≤ 1.0 ms',
    ),
    row(
      'Statements an event, accepted and applied',
      '',
      ({ statements }) => statements,
      ({ peerStatements }) => peerStatements,
      '≤ 0.6',
    ),
    row(
      'Memory after each round',
      'MB',
      ({ rss }) => rss,
      ({ peerRss }) => peerRss,
      'flat',
    ),
    {
      what: `A backlog of ${backlog} after a restart, the start included`,
      unit: '/s',
      ours: [drained],
      beside: null,
      goal: 'the apply rate',
    },
  ]
}
