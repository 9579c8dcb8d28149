/** Plays one history to its end and holds it against the invariants. */
import { readTab } from '../../server/tab/read-tab.ts'
import { syncInvoice } from '../../server/reconciliation/sync-invoice.ts'
import type { History } from './commands.ts'
import type { ModelDatabase } from './database.ts'
import { bringToRest } from './ending.ts'
import { brokenInvariants, gatherFacts } from './invariants/index.ts'
import { newMemory, play, putInvoiceOf } from './play.ts'
import { pauseInTurn } from './time.ts'
import { createWorld, type World } from './world.ts'

/** What histories were made of. */
export interface Tally {
  histories: number
  steps: number
  refundsAtStripe: number
  readonly commands: Map<string, number>
  readonly faults: Map<string, number>
}

export function newTally(): Tally {
  return { histories: 0, steps: 0, refundsAtStripe: 0, commands: new Map(), faults: new Map() }
}

/** Adds up what two runs were made of. */
export function addTally(sum: Tally, { histories, steps, refundsAtStripe, commands, faults }: Tally): void {
  sum.histories += histories
  sum.steps += steps
  sum.refundsAtStripe += refundsAtStripe
  for (const [name, times] of commands) count(sum.commands, name, times)
  for (const [name, times] of faults) count(sum.faults, name, times)
}

/** What a history at rest contradicts. */
export class BrokenInvariants extends Error {
  override readonly name = 'BrokenInvariants'
}

/** Throws {@link BrokenInvariants}. `name` is one that the database has not had yet. */
export async function runHistory(database: ModelDatabase, name: string, history: History, tally: Tally): Promise<void> {
  pauseInTurn()
  const world = await createWorld(database, name, history.turns)
  try {
    await playOut(database, world, history, tally)
  } finally {
    await world.end()
  }
}

async function playOut(database: ModelDatabase, world: World, history: History, tally: Tally): Promise<void> {
  const memory = newMemory()
  for (const invoice of ['known', 'other']) putInvoiceOf(world, memory, invoice, 1_000, 0)
  await world.run(1000)
  for (const command of history.commands) {
    if (await play(world, memory, command)) count(tally.commands, command.kind)
  }
  await bringToRest(world, memory, history.lateInvoices)
  const facts = await gatherFacts({
    db: world.db,
    store: world.store,
    memory,
    stripe: await world.stripe.state(),
    attempts: world.stripe.attempts,
    taken: [...world.webhooks.known.values()].filter(({ state }) => state === 'taken').map(({ event }) => event),
    unexplained: world.unexplained,
    now: world.time.now(),
    tab: (invoice) => readTab(world.process(0).ctx, world.host, invoice),
    sync: (invoice) => syncInvoice(world.process(0).ctx, world.host, invoice),
  })
  const broken = brokenInvariants(facts)
  tally.histories += 1
  tally.steps += world.scheduler.steps()
  tally.refundsAtStripe += facts.stripe.refunds.length
  for (const struck of [world.struck, world.stripe.struck]) for (const [fault, times] of struck) count(tally.faults, fault, times)
  if (broken.length === 0) return
  await layToRest(database, world)
  throw new BrokenInvariants(broken.join('\n'))
}

/** What a broken history left undone is none of the next one's business. */
async function layToRest({ db }: ModelDatabase, { store }: World): Promise<void> {
  await db.updateTable('events').set({ state: 'dead' }).where('store', '=', store).where('state', '=', 'waiting').execute()
  await db.updateTable('refund_requests').set({ next_attempt_at: null }).where('store', '=', store).execute()
  await db.updateTable('charges').set({ compare_wanted_at: null }).where('store', '=', store).execute()
}

function count(counts: Map<string, number>, name: string, times = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + times)
}
