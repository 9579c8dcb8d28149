/**
 * Applies many events in one transaction, which takes them, locks what they are about, records and finishes them: what applying
 * costs is shared. It waits for nobody. What asks Stripe is left to be applied by itself; and where anything fails, each event is,
 * so that a bad one never fails its neighbours.
 */
import { readLedgersOf } from '../database/charge-ledgers.ts'
import { lockWhatIsFree, type FreeLocks } from '../database/locks.ts'
import type { ChargeRow, EventRow } from '../database/schema.ts'
import { storeKey, type OfStore } from '../database/store-key.ts'
import { transaction, type Transaction } from '../database/transactions.ts'
import { mayDifferFrom, type ChargeLedger } from '../domain/refundable.ts'
import type { RecordedCharge } from '../ledger/charge-queries.ts'
import { placeCharges, saysNothingNew, type ClaimedCharge } from '../ledger/record-charge.ts'
import { logRecorded, recordLocked, type RecordedRefunds } from '../ledger/record-refunds.ts'
import type { Learned } from '../ledger/recording.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { wantComparisons } from '../sync/queries.ts'
import { logEvent } from './log-event.ts'
import { TELL_OF_REFUNDS } from './meaning.ts'
import { sortOut, type ChargeNews, type NewChargeNews, type RefundNews, type Sorted } from './sort-out.ts'
import { applyEachAlone, findAnnounced, finishTogether, takeTogether, type Outcome } from './together-queries.ts'

/** Events in one transaction; of a backlog more, as each costs less then. */
const FEW = 50
const MANY = 200

/** How what they say is learned. */
const LEARNED: Learned = { foundBy: 'webhook', fetchedAt: null }

/** Applies all that are due; once `stopping` no further transaction is begun. Returns whether it took any at last. */
export async function applyBacklog(ctx: GatewayCtx, stopping: AbortSignal): Promise<boolean> {
  for (let limit = FEW; ; limit = MANY) {
    const taken = await applyTogether(ctx, limit)
    if (taken < limit || stopping.aborted) return taken > 0
  }
}

/** Applies `limit` at most and returns how many it took. Throws where the database can't be reached. */
export async function applyTogether(ctx: GatewayCtx, limit = FEW): Promise<number> {
  const began = performance.now()
  let events: readonly EventRow[] = []
  try {
    const applied = await transaction(ctx, async (tx) => {
      events = await takeTogether(tx, limit)
      return events.length > 0 ? await applyAll(tx, ctx, events) : null
    })
    if (applied !== null) logApplied(ctx, applied, performance.now() - began)
  } catch (error) {
    if (events.length === 0) throw error
    ctx.log.warn({ events: events.length, error }, 'Events could not be applied together; each is applied by itself')
    await applyEachAlone(ctx.db, events)
  }
  return events.length
}

/** Charges by their keys. */
type Charges = ReadonlyMap<string, RecordedCharge>

interface Applied {
  readonly recorded: Pick<RecordedRefunds, 'added' | 'moved'>
  readonly events: readonly (EventRow & { readonly outcome: Outcome })[]
}

/** Those that are left to be applied by themselves have their line then. */
function logApplied(ctx: GatewayCtx, { recorded, events }: Applied, duration: number): void {
  logRecorded(ctx, recorded, LEARNED)
  const facts = { milliseconds: Math.round(duration), together: events.length }
  for (const { outcome, ...event } of events)
    if (outcome !== 'alone') logEvent(ctx, { ...event, attempts: event.attempts + 1 }, outcome === 'applied', facts)
}

async function applyAll(tx: Transaction, ctx: GatewayCtx, events: readonly EventRow[]): Promise<Applied> {
  const sorted = await sortOut(tx, events)
  const locks = await lockWhatIsFree(tx, toLock(sorted))
  const outcomes = new Map<EventRow, Outcome>([...sorted.alone].map((event) => [event, 'alone']))

  const placed = await placeCharges(tx, ctx, placeable(sorted.fresh, locks))
  for (const { event, store, charge } of sorted.fresh) if (!placed.has(storeKey({ store, id: charge.id }))) outcomes.set(event, 'later')
  for (const { event, store, charge } of sorted.again) {
    const now = placed.get(storeKey({ store, id: charge.id }))
    if (now === undefined) outcomes.set(event, 'later')
    else if (now.assignment !== 'foreign' && !saysNothingNew(now, charge)) outcomes.set(event, 'alone')
  }

  const chargeOf = ({ store, refund }: Omit<RefundNews, 'event'>): ChargeRow | undefined => {
    const key = storeKey({ store, id: refund.charge })
    return placed.get(key) ?? lockedWithInvoice(locks, key)
  }
  const [toRecord, held] = split(sorted.refunds, (news) => chargeOf(news) !== undefined)
  const later = [...held, ...sorted.early]
  for (const { event } of later) outcomes.set(event, 'later')
  const recorded = await recordLocked(tx, ctx, toRecord, chargeOf, LEARNED)
  const isUnclear = new Set(recorded.unclear.map(({ refund }) => refund))
  for (const { event, refund } of toRecord) if (isUnclear.has(refund)) outcomes.set(event, 'alone')

  const here: Charges = new Map([...sorted.known, ...placed])
  const [releases, unplaced] = split(sorted.maybeReleases, ({ store, refund }) => here.has(storeKey({ store, id: refund.charge })))
  for (const { event } of unplaced) outcomes.set(event, 'later')
  const differ = await differing(
    tx,
    here,
    sorted.sums.filter(({ event }) => !outcomes.has(event)),
    recorded.ledgers,
  )
  const announced = await findAnnounced(tx, differ.map(chargeKeyOf), { tells: TELL_OF_REFUNDS, besides: events })
  const [early, toCompare] = split(differ, (news) => announced.has(storeKey(chargeKeyOf(news))))
  for (const { event } of early) outcomes.set(event, 'later')
  await wantComparisons(tx, [...releases.map(({ store, refund }) => ({ store, id: refund.charge })), ...toCompare.map(chargeKeyOf)])
  const finished = events.map((event) => ({ ...event, outcome: outcomes.get(event) ?? 'applied' }))
  await finishTogether(tx, finished)
  return { recorded, events: finished }
}

function toLock({ known, fresh, refunds }: Sorted): Parameters<typeof lockWhatIsFree>[1] {
  const charges = refunds.flatMap(({ store, refund }) => known.get(storeKey({ store, id: refund.charge })) ?? [])
  return {
    ids: fresh.flatMap(({ store, claimed }) => (claimed === null ? [] : [{ store, id: claimed }])),
    invoices: charges.flatMap(({ store, invoice }) => (invoice === null ? [] : [{ store, id: invoice }])),
    charges,
  }
}

/** Those of which nobody else has the invoice, or creates it at this moment. */
function placeable(fresh: readonly NewChargeNews[], { ids, invoices }: FreeLocks): readonly ClaimedCharge[] {
  return fresh.flatMap(({ store, charge, claimed }): readonly ClaimedCharge[] => {
    const news = { store, charge, claimed, isSummed: true }
    if (claimed === null) return [{ ...news, invoice: undefined }]
    const key = storeKey({ store, id: claimed })
    const invoice = invoices.get(key)
    return ids.has(key) && invoice !== null ? [{ ...news, invoice }] : []
  })
}

/** The charge where both it and the invoice that it has by now are locked. */
function lockedWithInvoice({ charges, invoices }: FreeLocks, key: string): ChargeRow | undefined {
  const charge = charges.get(key)
  if (charge === undefined || charge.invoice === null) return charge
  return invoices.get(storeKey({ store: charge.store, id: charge.invoice })) == null ? undefined : charge
}

/** Those of which Stripe's sum differs from the books', or that are to be compared anyway. Some ledgers may be `read` already. */
async function differing(
  tx: Transaction,
  here: Charges,
  sums: readonly ChargeNews[],
  read: ReadonlyMap<string, ChargeLedger>,
): Promise<readonly ChargeNews[]> {
  const ours = sums.flatMap((news) => here.get(storeKey(chargeKeyOf(news))) ?? []).filter(({ assignment }) => assignment !== 'foreign')
  const others = await readLedgersOf(
    tx,
    ours.filter((charge) => !read.has(storeKey(charge))),
  )
  return sums.filter((news) => {
    const key = storeKey(chargeKeyOf(news))
    const ledger = read.get(key) ?? others.get(key)
    return ledger !== undefined && (here.get(key)?.compare_wanted_at !== null || mayDifferFrom(news.charge, ledger))
  })
}

function chargeKeyOf({ store, charge }: ChargeNews): OfStore {
  return { store, id: charge.id }
}

function split<T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(is), all.filter((one) => !is(one))]
}
