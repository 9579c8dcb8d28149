/** Everything that one history plays with: Stripe, the books, server processes, time, and what is on its way. */
import Stripe from 'stripe'
import type { Database } from '../../server/database/connection.ts'
import { addStore } from '../../server/access/add-store.ts'
import { acceptEvent } from '../../server/inbox/accept.ts'
import type { Principal } from '../../server/context/principal.ts'
import { HANDLERS } from '../../server/inbox/handlers.ts'
import { readAhead } from '../../server/jobs/queries.ts'
import type { Cut, ModelDatabase } from './database.ts'
import { createChance, type Chance } from './random.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { isExplained, startProcess, WEBHOOK_SECRET, type ServerProcess } from './server-process.ts'
import { openStripeLine, STRIPE_KEY, type StripeLine } from './stripe-line.ts'
import type { StripeEvent } from './stripe-state.ts'
import { createTime, type Time } from './time.ts'

export interface World {
  readonly store: string
  readonly account: string
  /** Beside the processes: never in turn, never cut. */
  readonly db: Database
  readonly stripe: StripeLine
  readonly scheduler: Scheduler
  readonly chance: Chance
  readonly time: Time
  readonly host: Principal
  process(number: number): ServerProcess
  /** Ends all processes. */
  end(): Promise<void>
  /** Kills a process and starts another in its place. */
  restart(number: number): Promise<void>
  /** Where the next queries are cut off, or the next that begin in some way. */
  readonly cuts: PlannedCut[]
  readonly webhooks: Webhooks
  /** Does up to so many steps, letting paused tasks have their time; fewer where nothing is left to do. */
  run(steps: number): Promise<void>
  /** Has a process poll for due work, where there is any by now. */
  startDue(process: number): Promise<void>
  /** Errors that nothing explains. */
  readonly unexplained: string[]
  /** How often each fault of the database and of processes struck. */
  readonly struck: Map<string, number>
}

export interface PlannedCut {
  readonly where: Cut
  readonly begins?: string
}

export interface Webhooks {
  /** Events on their way, dropped and taken, by id. */
  readonly known: ReadonlyMap<string, Delivery>
  /** Learns what Stripe has sent since, of the kinds that mean anything to us. */
  refresh(): Promise<void>
  pending(): readonly Delivery[]
  deliver(delivery: Delivery, process: ServerProcess): void
}

export interface Delivery {
  readonly event: StripeEvent
  /** `taken`: answered with 200. */
  state: 'pending' | 'dropped' | 'taken'
}

/** How far the second process's clock is from the first's, in milliseconds. */
const SKEWS = [0, 0, -1_500, 1_500]

const START = new Date('2026-03-02T10:00:00Z')

export async function createWorld(database: ModelDatabase, name: string, seed: number): Promise<World> {
  const chance = createChance(seed)
  const time = createTime(START, database.setClock)
  await time.pass(0)
  const store = `store_${name}`
  const account = `acct_${name}`
  let ids = 0
  const newId = (prefix: string): string => `${prefix}_${name}_${(ids += 1)}`
  const stripe = openStripeLine({ account, clock: time.now, random: chance.next, ids: newId })
  const scheduler = createScheduler(chance, () => time.now().getTime(), database.transactionsEnded)
  const cuts: PlannedCut[] = []
  const unexplained: string[] = []
  const struck = new Map<string, number>()
  const strike = (fault: string): void => void struck.set(fault, (struck.get(fault) ?? 0) + 1)
  const cut = (query: string): Cut | null => {
    const place = cuts.findIndex(({ begins = '' }) => query.startsWith(begins))
    const next = place === -1 ? null : (cuts.splice(place, 1)[0]?.where ?? null)
    if (next !== null) strike(`database_cut_${next}`)
    return next
  }
  await addStore({ db: database.db }, { id: store, name, stripeAccount: account, livemode: false, allowedOrigins: [] })

  const db = database.scheduled(cut)
  const start = (skew: number): ServerProcess =>
    startProcess({
      db,
      stripe,
      scheduler,
      time: { ...time, now: () => new Date(time.now().getTime() + skew) },
      newId,
      unexplained: (error, where) => void unexplained.push(`${where}: ${inWords(error)}`),
    })
  const skews = [0, chance.pick(SKEWS)]
  const processes = skews.map(start)
  const process = (number: number): ServerProcess => {
    const found = processes[number % processes.length]
    if (found === undefined) throw new Error('there is no process')
    return found
  }

  return {
    store,
    account,
    db: database.db,
    stripe,
    scheduler,
    chance,
    time,
    host: { kind: 'host', store },
    process,
    async end() {
      for (const one of processes) await one.kill()
    },
    async restart(number) {
      strike('crash')
      await process(number).kill()
      processes[number % processes.length] = start(skews[number % processes.length] ?? 0)
      process(number).poll()
    },
    cuts,
    webhooks: createWebhooks(stripe, time),
    async run(steps) {
      for (let done = 0; done < steps; done += 1) {
        if (await scheduler.step()) {
          await time.pass(chance.next() < 0.5 ? 1 : 0)
          continue
        }
        const wakesAt = scheduler.wakesAt()
        if (wakesAt === null) return
        await time.pass(Math.max(0, wakesAt - time.now().getTime()))
      }
    },
    async startDue(number) {
      const seconds = (await readAhead(database.db)).seconds
      if (seconds !== null && seconds <= 0) process(number).poll()
    },
    unexplained,
    struck,
  }
}

function createWebhooks(stripe: StripeLine, time: Time): Webhooks {
  const known = new Map<string, Delivery>()
  const { webhooks } = new Stripe(STRIPE_KEY)
  return {
    known,
    async refresh() {
      const { events } = await stripe.state()
      for (const event of events) if (event.type in HANDLERS && !known.has(event.id)) known.set(event.id, { event, state: 'pending' })
    },
    pending: () => [...known.values()].filter(({ state }) => state === 'pending'),
    deliver(delivery, process) {
      const body = JSON.stringify(delivery.event)
      process.call(`webhook ${delivery.event.id}`, async (s) => {
        try {
          const signature = webhooks.generateTestHeaderString({
            payload: body,
            secret: WEBHOOK_SECRET,
            timestamp: Math.floor(time.now().getTime() / 1000),
          })
          const accepted = await acceptEvent(s, { body, signature })
          if (accepted === 'stored' || accepted === 'known') delivery.state = 'taken'
        } catch (error) {
          // Answered with 500: Stripe sends it again.
          if (!isExplained(error)) throw error
        }
      })
    },
  }
}

export function inWords(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
