/** What each event of Stripe's means to the books. Events that are not named here mean nothing to them. */
import type { ChargeId } from '../contract/ids.ts'
import { readDatabaseNow } from '../database/time.ts'
import type { SessionMarks } from '../domain/assignment.ts'
import { mayBeRelease } from '../domain/releases.ts'
import type { StripeCharge } from '../domain/stripe-facts.ts'
import { parseCharge } from '../stripe/objects/charge.ts'
import { parseSession } from '../stripe/objects/checkout-session.ts'
import { parseDispute } from '../stripe/objects/dispute.ts'
import { namesNoCharge, parseRefund } from '../stripe/objects/refund.ts'
import { chargePaidAt } from '../sync/charge-paid-at.ts'
import { claimAndRecord } from '../sync/claim.ts'
import { ensureCharge, inTurn, ownershipOf, type AccountRef } from '../sync/ensure-charge.ts'
import { findCharge, type RecordedCharge } from '../ledger/charge-queries.ts'
import { isRecorded } from '../ledger/is-recorded.ts'
import { recordDispute } from '../ledger/record-dispute.ts'
import type { ChargeKey } from '../sync/lease.ts'
import { recordAndRefetch } from '../sync/record-and-refetch.ts'
import { recordRefunds } from '../ledger/record-refunds.ts'
import type { Learned } from '../ledger/recording.ts'
import { sumDiffers } from '../ledger/refund-sum.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { Gone, readPayload } from './payload.ts'

/** Called for a charge that is to be compared with Stripe, once for all events of it. */
export type WantsComparison = (charge: ChargeKey) => void

/** Throws where the event can't be applied now. */
type EventHandler = (ctx: GatewayCtx, origin: AccountRef, object: unknown, wantsComparison: WantsComparison) => Promise<void>

/** The charge that an event is about; null where it is foreign. */
async function ourCharge(ctx: GatewayCtx, origin: AccountRef, charge: ChargeId): Promise<RecordedCharge | null> {
  const ownership = await ownershipOf(ctx, origin, charge)
  if (ownership === 'gone') throw new Gone(`the charge ${charge}`)
  return ownership === 'foreign' ? null : ownership
}

/** What its session says comes with an event of its own, before or after this one. */
const SESSION_SPEAKS_FOR_ITSELF: readonly SessionMarks[] = []

const readCharge = (ctx: GatewayCtx, { account }: AccountRef, object: unknown): Promise<StripeCharge> =>
  readPayload(object, parseCharge, (id) => ctx.gateway.getCharge(account, id))

const chargeSucceeded: EventHandler = async (ctx, origin, object) => {
  await ensureCharge(ctx, origin, await readCharge(ctx, origin, object), SESSION_SPEAKS_FOR_ITSELF)
}

/** The session's event came when the charge was authorized and no money yet, so the session is fetched. */
const chargeCaptured: EventHandler = async (ctx, origin, object) => {
  await ensureCharge(ctx, origin, await readCharge(ctx, origin, object))
}

/**
 * One of several captures, or a mark that the shop sets on the charge later. Stripe sends this event of every charge, so of one
 * that is foreign nothing but its own mark is read.
 */
const chargeUpdated: EventHandler = async (ctx, origin, object) => {
  const charge = await readCharge(ctx, origin, object)
  const known = await findCharge(ctx.db, origin.store, charge.id)
  if (known?.assignment !== 'foreign') await ensureCharge(ctx, origin, charge)
  else if (charge.mark !== null) await ensureCharge(ctx, origin, charge, SESSION_SPEAKS_FOR_ITSELF)
}

/**
 * `charge.refunded` carries only the charge: only where its sum differs from the books are its refunds to be listed, once for all
 * such events of it that came.
 */
const chargeRefunded: EventHandler = async (ctx, origin, object, wantsComparison) => {
  const charge = await readCharge(ctx, origin, object)
  const known = (await claimAndRecord(ctx, origin, charge))?.charge
  if (known === undefined || known.assignment === 'foreign') return
  if (known.compare_wanted_at !== null || (await sumDiffers(ctx, known, charge))) wantsComparison(known)
}

/**
 * `refund.*` carries the refund: the payload is recorded by its rank. A refund of no charge is none of ours; whether it is a
 * release is told by what the charge has by now.
 */
const refundMoved: EventHandler = async (ctx, origin, object, wantsComparison) => {
  if (namesNoCharge(object)) return
  const refund = await readPayload(object, parseRefund, (id) => ctx.gateway.getRefund(origin.account, id))
  const charge = await ourCharge(ctx, origin, refund.charge)
  if (charge === null) return
  if (mayBeRelease(refund)) return wantsComparison(charge)
  if (await isRecorded(ctx, origin.store, refund)) return
  const learned: Learned = { foundBy: 'webhook', fetchedAt: null }
  const options = { invoices: charge.invoice === null ? [] : [charge.invoice] }
  const { unclear } = await recordRefunds(ctx, origin.store, [refund], learned, options)
  if (unclear.length === 0) return
  await inTurn(ctx, charge, async () => void (await recordAndRefetch(ctx, origin, [refund], learned, options)))
}

/**
 * Disputes move both ways, so the payload says which one to fetch, and that it was lost where it says so: by the time of the
 * fetch that may be appealed against.
 */
const disputeMoved: EventHandler = async (ctx, origin, object) => {
  const { id, charge, status } = await readPayload(object, parseDispute, (dispute) => ctx.gateway.getDispute(origin.account, dispute))
  if ((await ourCharge(ctx, origin, charge)) === null) return
  await inTurn(ctx, { store: origin.store, id: charge }, async () => {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const dispute = await ctx.gateway.getDispute(origin.account, id)
    if (dispute === null) throw new Gone(`the dispute ${id}`)
    await recordDispute(ctx, origin.store, dispute, fetchedAt, status === 'lost')
  })
}

/** A session that was paid claims its charge for the invoice that it names, unless that has an invoice already. */
const sessionPaid: EventHandler = async (ctx, origin, object) => {
  const session = parseSession(object)
  const charge = await chargePaidAt(ctx, origin, session)
  if (charge === 'gone') throw new Gone(`what was paid at the session ${session.id}`)
  if (charge !== null) await ensureCharge(ctx, origin, charge, [session])
}

export const HANDLERS: Readonly<Record<string, EventHandler>> = {
  'charge.succeeded': chargeSucceeded,
  'charge.captured': chargeCaptured,
  'charge.updated': chargeUpdated,
  'checkout.session.completed': sessionPaid,
  'checkout.session.async_payment_succeeded': sessionPaid,
  'charge.refunded': chargeRefunded,
  'refund.created': refundMoved,
  'refund.updated': refundMoved,
  'refund.failed': refundMoved,
  'charge.refund.updated': refundMoved,
  'charge.dispute.created': disputeMoved,
  'charge.dispute.updated': disputeMoved,
  'charge.dispute.closed': disputeMoved,
  'charge.dispute.funds_withdrawn': disputeMoved,
  'charge.dispute.funds_reinstated': disputeMoved,
}
