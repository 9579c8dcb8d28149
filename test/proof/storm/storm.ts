/**
 * Three server processes on one PostgreSQL under load, killed at random by SIGKILL and started again, and PostgreSQL
 * itself stopped and started; then 1,000 people at once refund one charge. Held against the same invariants.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { SyncResult } from '../../../server/contract/responses.ts'
import { Tab } from '../../../server/contract/tab.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startEmbeddedPostgres } from '../../../server/embedded-postgres/embedded-postgres.ts'
import { brokenInvariants, gatherFacts, INVARIANTS } from '../../model/invariants/index.ts'
import type { WantedRefund } from '../../model/people.ts'
import { newMemory } from '../../model/play.ts'
import { createChance } from '../../model/random.ts'
import { API_KEY, askUntilAnswered, call, doSomething, insist, openInvoices, pause, pay, putInvoice, want, type Crowd } from './people.ts'
import { startServers, type Servers } from './servers.ts'
import { startStormStripe, STRIPE_KEY, WEBHOOK_SECRET, type StormStripe } from './stripe.ts'

export interface StormOptions {
  readonly kills: number
  /** How many people refund one charge at once, afterwards. */
  readonly attempts: number
  readonly seed: number
}

const SERVERS = 3
/** People who act at the same time. */
const PEOPLE = 6
/** Between two restarts of PostgreSQL, in kills. */
const POSTGRES_EVERY = 40

/** Prints what happened and a summary; true where every invariant holds in the end. */
export async function storm({ kills, attempts, seed }: StormOptions): Promise<boolean> {
  await using opened = new AsyncDisposableStack()
  const dataDirectory = await mkdtemp(join(tmpdir(), 'jeweltrak-storm-'))
  opened.defer(() => rm(dataDirectory, { recursive: true, force: true }))
  let postgres = await startEmbeddedPostgres({ dataDirectory })
  opened.defer(() => postgres.stop())
  const random = createChance(seed).next
  let servers: Servers | null = null
  const server = (): string | null => servers?.any() ?? null
  const stripe = opened.use(await startStormStripe(server))
  servers = startServers(
    SERVERS,
    2,
    {
      DATABASE_URL: postgres.connectionString,
      STRIPE_SECRET_KEY: STRIPE_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: stripe.url,
      PAYMENTS_API_KEY: API_KEY,
    },
    random,
  )
  const running = servers
  opened.defer(() => running.stop())
  await running.ready()
  const { db } = opened.adopt(connect({ url: postgres.connectionString, maxConnections: 2, onError: () => {} }), (it) => it.close())
  const crowd: Crowd = { server, stripe, memory: newMemory(), random }
  await openInvoices(crowd)
  for (let count = 0; count < 4; count += 1) await pay(crowd, 'inv_1')

  const began = performance.now()
  let over = false
  const people = Array.from({ length: PEOPLE }, async () => {
    while (!over) await doSomething(crowd)
  })
  let killed = 0
  let restarts = 0
  while (killed < kills) {
    await pause(100 + random() * 500)
    await stripe.control('PUT', '/faults', faultsOf(random))
    if (!running.killOne()) continue
    killed += 1
    if (killed % POSTGRES_EVERY !== 0) continue
    await postgres.stop()
    await pause(300)
    postgres = await startEmbeddedPostgres({ dataDirectory })
    restarts += 1
    console.log(`  ${killed} kills, ${restarts} restarts of PostgreSQL, ${crowd.memory.refunds.length} refunds wanted`)
  }
  over = true
  await Promise.all(people)
  console.log(
    `  ${killed} kills and ${restarts} restarts of PostgreSQL in ${Math.round((performance.now() - began) / 1000)} s; waiting for the end`,
  )
  await stripe.control('PUT', '/faults', {})
  await running.ready()
  for (const wanted of crowd.memory.refunds) await askUntilAnswered(crowd, wanted)
  await untilDone(db, stripe)
  const exact = attempts === 0 || (await oneCharge(crowd, db, attempts))
  // Those whose refund was still open hear what came of it.
  for (const wanted of crowd.memory.refunds.filter(isWaiting)) await askUntilAnswered(crowd, wanted)

  const broken = brokenInvariants(
    await gatherFacts({
      db,
      store: 'default',
      memory: crowd.memory,
      stripe: await stripe.state(),
      attempts: await stripe.attempts(),
      taken: [...stripe.taken.values()],
      unexplained: [],
      now: new Date(),
      tab: async (invoice) => Tab.parse((await insist(crowd, 'GET', `/v1/invoices/${invoice}/payments`)).json),
      sync: async (invoice) => SyncResult.parse((await insist(crowd, 'POST', `/v1/invoices/${invoice}/sync`)).json),
    }),
  )
  const { refunds } = await stripe.state()
  console.log(
    `  ${refunds.length} refunds at Stripe, ${crowd.memory.refunds.length} wanted, ${stripe.taken.size} events answered with 200; ${INVARIANTS.length} invariants held against the end, ${broken.length} broken`,
  )
  for (const text of broken) console.log(text)
  return broken.length === 0 && exact
}

function isWaiting({ heard }: WantedRefund): boolean {
  const last = heard.at(-1)
  return last?.kind === 'row' && last.status === 'processing'
}

/** Often nothing, else one of the ways in which Stripe or the line to it may fail. */
function faultsOf(random: () => number): object {
  const outcome = random() < 0.2 ? { refunds: { outcome: 'pending' } } : {}
  const ways = [
    {},
    {},
    { failBefore: 0.3 },
    { failAfter: 0.3 },
    { failAfter: 0.3, status: 503 },
    { crashAfter: 0.3 },
    { failBefore: 0.3, status: 429 },
    { answerAfterMs: 150 },
    { failBefore: 0.2, status: 401 },
  ]
  return { ...outcome, api: ways[Math.floor(random() * ways.length)] ?? {}, webhooks: { duplicate: 0.1, shuffle: 0.3 } }
}

/** Waits until nothing is left to do; what would only be due much later is made due, as if that time had passed. */
async function untilDone(db: Database, stripe: StormStripe): Promise<void> {
  const began = performance.now()
  for (;;) {
    const left = await sql<{ left: number }>`
      select (select count(*) from events where state = 'waiting') + (select count(*) from refund_requests where state = 'open')
        + (select count(*) from charges where compare_wanted_at is not null or lease_until > now()) as left
    `.execute(db)
    if (left.rows[0]?.left === 0 && (await stripe.underWay()) === 0) return
    const seconds = (performance.now() - began) / 1000
    if (seconds > 240) return
    await sql`update events set next_attempt_at = now() where state = 'waiting' and next_attempt_at > now() + interval '20 seconds'`.execute(
      db,
    )
    await sql`update refund_requests set next_attempt_at = now() where state = 'open' and next_attempt_at > now() + interval '20 seconds'`.execute(
      db,
    )
    if (seconds > 60)
      await sql`update refund_requests set reserved_at = reserved_at - interval '26 hours', next_attempt_at = now() where state = 'open' and reserved_at > now() - interval '26 hours'`.execute(
        db,
      )
    await pause(1_000)
  }
}

/** Many people refund one charge through all servers at once: exactly what was captured is refunded. */
async function oneCharge(crowd: Crowd, db: Database, attempts: number): Promise<boolean> {
  const captured = Math.floor(attempts / 5)
  await putInvoice(crowd, 'inv_rush')
  const charge = await pay(crowd, 'inv_rush', captured)
  let payment: string | undefined
  while (payment === undefined) {
    await pause(50)
    const tab = await call(crowd, 'GET', '/v1/invoices/inv_rush/payments')
    payment = tab?.status === 200 ? Tab.parse(tab.json).payments.find((row) => row.charge === charge)?.id : undefined
  }
  const began = performance.now()
  const row = payment
  const rush = Array.from({ length: attempts }, () => want(crowd, 'inv_rush', charge, row, 1))
  await Promise.all(rush.map((wanted) => askUntilAnswered(crowd, wanted)))
  await untilDone(db, crowd.stripe)
  const { refunds } = await crowd.stripe.state()
  const refunded = refunds.filter((refund) => refund.charge === charge).reduce((sum, { amount }) => sum + amount, 0)
  const refused = rush.filter(({ heard }) => heard.at(-1)?.kind === 'refused').length
  console.log(
    `  ${attempts} people at once through ${SERVERS} servers refund a charge of ${captured}, 1 each: ${refunded} refunded, ${refused} refused, in ${Math.round((performance.now() - began) / 1000)} s`,
  )
  return refunded === captured && refused === attempts - captured
}
