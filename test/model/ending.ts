/** Bringing a history to rest: luck turns, what is on its way arrives, and time passes until nothing is left to do. */
import { sql } from 'kysely'
import { reconcileStore } from '../../server/reconciliation/reconcile-store.ts'
import { expireApprovals } from '../../server/refunds/expire-approvals.ts'
import { askFor, decide, enter } from './people.ts'
import type { History } from './commands.ts'
import { putInvoiceOf, takeOver, type Memory } from './play.ts'
import type { World } from './world.ts'

/** Far more than any history's tasks need; beyond it something runs in circles. */
const ENDLESS = 50_000

/** Seconds that pass while something is left to do; the last is long enough for whatever only time ends. */
const WAITS = [3, 30, 400, 400, 400, 4_000, 30_000, 60_000, 400, 400]

/** Brings the history to rest and lets everybody hear what became of what they wanted. */
export async function bringToRest(world: World, memory: Memory, lateInvoices: History['lateInvoices']): Promise<void> {
  await world.stripe.refundsTurnOut('succeeded')
  world.stripe.heal()
  world.cuts.length = 0
  await world.run(ENDLESS)
  await world.stripe.arrive()
  // With nothing more to come from Stripe, only the invoice itself can bring its charges to their place.
  if (lateInvoices === 'after_webhooks') await untilNothingIsLeft(world)
  for (const invoice of ['known', 'other', ...(lateInvoices === 'never' ? [] : ['late'])])
    putInvoiceOf(world, memory, invoice, memory.totals.get(invoice) ?? 1_000, 0)
  await world.run(ENDLESS)
  for (const charge of memory.charges.filter(({ isWanted }) => isWanted)) takeOver(world, charge, 1)
  await untilNothingIsLeft(world)
  // Webhooks that were dropped are made up for by a reconciliation, and by nothing else.
  if ([...world.webhooks.known.values()].some(({ state }) => state === 'dropped')) {
    world.process(1).call('reconcile', async (s) => void (await reconcileStore(s, world.store, { everything: true, onProgress: () => {} })))
    await untilNothingIsLeft(world)
  }
  for (const wanted of memory.refunds.filter(({ heard }) => heard.length > 0)) askFor(wanted, world.process(0))
  // Who decided and heard nothing asks again; who heard, hears the same.
  for (const decision of memory.decisions.filter(({ heard }) => heard.every(({ kind }) => kind !== 'refused')))
    decide(decision, world.process(1))
  for (const wanted of memory.entries) enter(wanted, world.process(1))
  await untilNothingIsLeft(world)
  world.process(0).call('expire', (s) => expireApprovals(s))
  await world.run(ENDLESS)
  // By now the leases of processes that were killed are over.
  await world.time.pass(16_000)
}

async function untilNothingIsLeft(world: World): Promise<void> {
  for (const wait of [0, ...WAITS]) {
    await world.time.pass(wait * 1000)
    world.process(0).poll()
    await untilQuiet(world)
    if (await isQuiet(world)) return
  }
}

/** Everything that can be done at this moment. */
async function untilQuiet(world: World): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    await world.webhooks.refresh()
    const pending = world.webhooks.pending()
    for (const delivery of pending) world.webhooks.deliver(delivery, world.process(round))
    await world.startDue(round)
    if (world.scheduler.tasks().length === 0) return
    await world.run(ENDLESS)
  }
}

/** Whether our tables name nothing more to do. */
async function isQuiet({ db, store }: World): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`
    select exists (select from events where store = ${store} and state = 'waiting')
      or exists (select from refund_requests where store = ${store} and state = 'open')
      or exists (select from charges where store = ${store} and compare_wanted_at is not null) as left
  `.execute(db)
  return rows[0]?.left === false
}
