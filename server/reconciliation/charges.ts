import type { InvoiceId } from '../contract/ids.ts'
import { readLedgersOf } from '../database/charge-ledgers.ts'
import { storeKey } from '../database/store-key.ts'
import { mayDifferFrom } from '../domain/refundable.ts'
import { unread, type Report } from '../domain/reconciliation-report.ts'
import type { SessionMarks } from '../domain/assignment.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import type { SessionFacts } from '../stripe/objects/checkout-session.ts'
import { claim } from '../sync/claim.ts'
import { findCharges, type RecordedCharge } from '../ledger/charge-queries.ts'
import { recordCharges, updateCharge } from '../ledger/record-charge.ts'
import type { Unreadable } from '../stripe/pages.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { judgeCharges } from './judge-charges.ts'
import { recordSkipped } from './skipped.ts'
import { unlessRightMissing } from './unreadable.ts'
import type { Run } from './run.ts'

/** Records charges that are missing. */
export async function* reconcileCharges(ctx: GatewayCtx, run: Run): AsyncGenerator<Run> {
  const read = await unlessRightMissing(() => readSessions(ctx, run))
  const sessions = read === 'right missing' ? NO_SESSIONS : read
  let report = run.after === null ? await recordSkipped(ctx, run, sessions.unreadable) : run.report
  if (read === 'right missing') report = unread(report)
  for await (const { items, unreadable, last } of ctx.gateway.pages.charges(run.account, { since: run.since, after: run.after })) {
    report = await recordSkipped(ctx, { ...run, report }, unreadable)
    report = await reconcilePage(ctx, { ...run, report }, items, sessions)
    yield { ...run, after: last, report }
  }
}

/** How long before its charge a session may have been opened, in seconds: it expires after 24 hours at most. */
const SESSION_IS_OPEN = 24 * 3600

interface Sessions {
  readonly byIntent: ReadonlyMap<string | null, readonly SessionMarks[]>
  readonly unreadable: readonly Unreadable[]
}

const NO_SESSIONS: Sessions = { byIntent: new Map(), unreadable: [] }

/** What sessions say of their payment intents: read once, instead of once for each charge without a mark. */
async function readSessions(ctx: GatewayCtx, run: Run): Promise<Sessions> {
  const marked: SessionFacts[] = []
  const passed: Unreadable[] = []
  const since = run.since === null ? null : new Date(run.since.getTime() - SESSION_IS_OPEN * 1000)
  for await (const { items, unreadable } of ctx.gateway.pages.sessions(run.account, { since, after: null })) {
    passed.push(...unreadable)
    marked.push(...items.filter(({ mark, reference, paymentIntent }) => paymentIntent !== null && (mark ?? reference) !== null))
  }
  return { byIntent: Map.groupBy(marked, ({ paymentIntent }) => paymentIntent), unreadable: passed }
}

/** Seconds within which a charge with refunds or disputes that are not here is compared by itself, unless this run has read them by then. */
const COMPARED_WITHIN = 3600

/** Charges of one page, recorded together; those that may differ by what is still to be read of them are judged after that. */
async function reconcilePage(ctx: GatewayCtx, run: Run, items: readonly StripeCharge[], sessions: Sessions): Promise<Report> {
  const { store, account } = run
  const captured = new Map(items.filter(({ isCaptured }) => isCaptured).map((charge) => [storeKey({ store, id: charge.id }), charge]))
  const before = await findCharges(
    ctx.db,
    [...captured.values()].map(({ id }) => ({ store, id })),
  )
  const claims: { readonly charge: StripeCharge; readonly claimed: InvoiceId | null }[] = []
  const known: RecordedCharge[] = []
  for (const [key, charge] of captured) {
    const existing = before.get(key)
    if (existing !== undefined && existing.assignment !== 'foreign') known.push((await updateCharge(ctx, existing, charge)).charge)
    else claims.push({ charge, claimed: await claim(ctx, account, charge, sessions.byIntent.get(charge.paymentIntent) ?? []) })
  }
  // One that claims nothing and is foreign already stays what it is.
  const toRecord = claims.filter(({ charge, claimed }) => claimed !== null || !before.has(storeKey({ store, id: charge.id })))
  const recorded = await recordCharges(ctx, store, toRecord, COMPARED_WITHIN)
  const others = toRecord.filter(({ charge }) => !recorded.has(storeKey({ store, id: charge.id })))
  const elsewhere = await findCharges(
    ctx.db,
    others.map(({ charge }) => ({ store, id: charge.id })),
  )
  const ours = [...known, ...recorded.values(), ...elsewhere.values()].filter(({ assignment }) => assignment !== 'foreign')
  const ledgers = await readLedgersOf(ctx.db, ours)
  const [later, now] = split(ours, (charge) => {
    const atStripe = captured.get(storeKey(charge))
    const ledger = ledgers.get(storeKey(charge))
    return charge.compare_wanted_at !== null || (atStripe !== undefined && ledger !== undefined && mayDifferFrom(atStripe, ledger))
  })
  const chargeOf = (charge: RecordedCharge): readonly StripeCharge[] => {
    const atStripe = captured.get(storeKey(charge))
    return atStripe === undefined ? [] : [atStripe]
  }
  for (const charge of later.flatMap(chargeOf)) run.seen.charges.set(charge.id, charge)
  return judgeCharges(ctx, run, now.flatMap(chargeOf))
}

function split<T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(is), all.filter((one) => !is(one))]
}
