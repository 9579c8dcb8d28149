/**
 * Three server processes on one PostgreSQL under load, killed at random by SIGKILL and started again, and PostgreSQL
 * itself stopped and started; then 1,000 people at once refund one charge. Held against the same invariants.
 */
import { sql } from 'kysely'
import { SyncResult } from '../../../server/contract/responses.ts'
import { Tab } from '../../../server/contract/tab.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { brokenInvariants, gatherFacts, INVARIANTS } from '../../model/invariants/index.ts'
import type { WantedRefund } from '../../model/people.ts'
import { newMemory } from '../../model/play.ts'
import { createChance } from '../../model/random.ts'
import { API_KEY, askUntilAnswered, call, doSomething, insist, openInvoices, pause, pay, putInvoice, want, type Crowd } from './people.ts'
import { startServers, type Servers } from './servers.ts'
import { FAULTS } from './faults/index.ts'
import type { Ground } from './faults/fault.ts'
import { startStormPostgres } from './postgres.ts'
import { BYSTANDER, LONGEST_DELAY, LONGEST_WAIT, measureWaits } from './waits.ts'
import { startStormStripe, STRIPE_KEY, WEBHOOK_SECRET, type StormStripe } from './stripe.ts'

export interface StormOptions {
  readonly kills: number
  /** How many people refund one charge at once, afterwards. */
  readonly attempts: number
  readonly seed: number
  /** The faults that strike after the kills, one after the other; all unless given. */
  readonly faults?: readonly string[]
  /** How long each lasts; 8 unless given. */
  readonly seconds?: number
  /** 3 unless given. */
  readonly servers?: number
  /** Whether how long people wait is held against the limits; not where other tests keep the machine busy. */
  readonly isTimed?: boolean
}

const SERVERS = 3
/** People who act at the same time. */
const PEOPLE = 6
/** Between two restarts of PostgreSQL, in kills. */
const POSTGRES_EVERY = 40

/** Prints what happened and a summary; true where every invariant holds in the end. */
export async function storm(options: StormOptions): Promise<boolean> {
  const { kills, attempts, seed, faults = Object.keys(FAULTS), seconds = 8, servers: many = SERVERS, isTimed = true } = options
  await using opened = new AsyncDisposableStack()
  const postgres = opened.use(await startStormPostgres())
  const random = createChance(seed).next
  let servers: Servers | null = null
  const server = (): string | null => servers?.any() ?? null
  const stripe = opened.use(await startStormStripe(server))
  servers = startServers(
    many,
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
  const crowd: Crowd = { server, stripe, memory: newMemory(), random, calls: [], isStruck: running.isStruck }
  await openInvoices(crowd)
  await putInvoice(crowd, BYSTANDER)
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
    await postgres.start()
    restarts += 1
    console.log(`  ${killed} kills, ${restarts} restarts of PostgreSQL, ${crowd.memory.refunds.length} refunds wanted`)
  }
  await stripe.control('PUT', '/faults', {})
  const isBorne = await bear(faults, { servers: running, crowd, postgres, seconds })
  over = true
  await Promise.all(people)
  console.log(
    `  ${killed} kills and ${restarts} restarts of PostgreSQL in ${Math.round((performance.now() - began) / 1000)} s; waiting for the end`,
  )
  await stripe.control('PUT', '/faults', {})
  await running.ready()
  if (faults.includes('restored')) await untilRefundsGoOn(db)
  await findRowsAgain(crowd)
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
  return broken.length === 0 && exact && (isBorne || !isTimed)
}

/** Lets each fault strike while people go on; false where somebody waited longer than the limits say, or felt what is none of his business. */
async function bear(names: readonly string[], ground: Ground): Promise<boolean> {
  let isWell = true
  for (const name of names) {
    const fault = FAULTS[name]
    if (fault === undefined) throw new Error(`There is no fault ${name}: ${Object.keys(FAULTS).join(', ')}.`)
    await ground.servers.ready()
    let untried: string | null = null
    const waits = await measureWaits(ground.crowd, async () => {
      untried = await fault.strike(ground)
    })
    const isHeld = waits.longest <= LONGEST_WAIT && (!fault.sparesOthers || (waits.other <= LONGEST_DELAY && waits.failed === 0))
    isWell &&= isHeld
    const figures = `${waits.calls} calls, the longest ${inSeconds(waits.longest)}, of another invoice ${inSeconds(waits.other)} with ${waits.failed} failed`
    console.log(`  ${fault.name}: ${untried === null ? `${isHeld ? 'held' : 'FAILED'}, ${figures}` : `not tried, ${untried}`}`)
  }
  await ground.servers.ready()
  return isWell
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function isWaiting({ heard }: WantedRefund): boolean {
  const last = heard.at(-1)
  return last?.kind === 'row' && last.status === 'processing'
}

/** Until no store's books are older than Stripe any more. */
async function untilRefundsGoOn(db: Database): Promise<void> {
  for (const ends = performance.now() + 120_000; performance.now() < ends; await pause(200)) {
    const restored = await db.selectFrom('stores').select('id').where('restored_at', 'is not', null).execute()
    if (restored.length === 0) return
  }
}

/** Whoever repeats a call names the row that the payment has now: those that came after a backup which was restored have another. */
async function findRowsAgain(crowd: Crowd): Promise<void> {
  const rows = new Map<string | null, string>()
  for (const invoice of crowd.memory.invoices) {
    const tab = Tab.parse((await insist(crowd, 'GET', `/v1/invoices/${invoice}/payments`)).json)
    for (const { id, charge, refund } of tab.payments) if (refund === null) rows.set(charge, id)
  }
  for (const wanted of crowd.memory.refunds) wanted.body = { ...wanted.body, payment: rows.get(wanted.charge) ?? wanted.body.payment }
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
    { failBefore: 0.2, status: 403, method: 'POST' },
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
