/** What each event of Stripe's means to the books. Events that are not named here mean nothing to them. */
import type { ChargeId } from '../contract/ids.ts'
import { readDatabaseNow } from '../database/time.ts'
import type { SessionMarks } from '../domain/assignment.ts'
import { parseCharge } from '../stripe/objects/charge.ts'
import { parseSession } from '../stripe/objects/checkout-session.ts'
import { parseDispute } from '../stripe/objects/dispute.ts'
import { namesNoCharge, parseRefund } from '../stripe/objects/refund.ts'
import { chargePaidAt } from '../sync/charge-paid-at.ts'
import { compareWhile, ensureCharge, inTurn, ownershipOf, type AccountRef } from '../sync/ensure-charge.ts'
import { recordDispute } from '../ledger/record-dispute.ts'
import { recordAndRefetch } from '../sync/record-and-refetch.ts'
import { recordRefunds, type Learned } from '../ledger/record-refunds.ts'
import { sumDiffers } from '../ledger/refund-sum.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** Throws where the event can't be applied now. */
type Handler = (ctx: GatewayCtx, origin: AccountRef, object: unknown) => Promise<void>

/** An event tells of something that Stripe does not know: it may in a moment, or a person has to see it. */
class Gone extends Error {
  override readonly name = 'Gone'
  constructor(what: string) {
    super(`Stripe doesn’t know ${what} that its event is about.`)
  }
}

async function isOurs(ctx: GatewayCtx, origin: AccountRef, charge: ChargeId): Promise<boolean> {
  const standing = await ownershipOf(ctx, origin, charge)
  if (standing === 'gone') throw new Gone(`the charge ${charge}`)
  return standing === 'ours'
}

/** What its session says comes with an event of its own, before or after this one. */
const SESSION_SPEAKS_FOR_ITSELF: readonly SessionMarks[] = []

const chargeSucceeded: Handler = async (ctx, origin, object) => {
  await ensureCharge(ctx, origin, parseCharge(object), SESSION_SPEAKS_FOR_ITSELF)
}

/** The session's event came when the charge was authorized and no money yet, so the session is looked up. */
const chargeCaptured: Handler = async (ctx, origin, object) => {
  await ensureCharge(ctx, origin, parseCharge(object))
}

/** `charge.refunded` carries only the charge: Stripe is asked for its refunds only where the sum differs from the books. */
const chargeRefunded: Handler = async (ctx, origin, object) => {
  const charge = parseCharge(object)
  await ensureCharge(ctx, origin, charge)
  if (!(await sumDiffers(ctx, origin.store, charge))) return
  await compareWhile(ctx, origin, charge.id, () => sumDiffers(ctx, origin.store, charge))
}

/** `refund.*` carries the refund: the payload is recorded by its rank. A refund of no charge is none of ours. */
const refundMoved: Handler = async (ctx, origin, object) => {
  if (namesNoCharge(object)) return
  const refund = parseRefund(object)
  if (!(await isOurs(ctx, origin, refund.charge))) return
  const learned: Learned = { foundBy: 'webhook', fetchedAt: null }
  const { unclear } = await recordRefunds(ctx, origin.store, [refund], learned)
  if (unclear.length === 0) return
  await inTurn(
    ctx,
    { store: origin.store, id: refund.charge },
    async () => void (await recordAndRefetch(ctx, origin.store, origin.account, [refund], learned)),
  )
}

/**
 * Disputes move both ways, so the payload says which one to fetch, and that it was lost where it says so: by the time of the
 * fetch that may be appealed against.
 */
const disputeMoved: Handler = async (ctx, origin, object) => {
  const { id, charge, status } = parseDispute(object)
  if (!(await isOurs(ctx, origin, charge))) return
  await inTurn(ctx, { store: origin.store, id: charge }, async () => {
    const fetchedAt = await readDatabaseNow(ctx.db)
    const dispute = await ctx.gateway.getDispute(origin.account, id)
    if (dispute === null) throw new Gone(`the dispute ${id}`)
    await recordDispute(ctx, origin.store, dispute, fetchedAt, status === 'lost')
  })
}

/** A session that was paid claims its charge for the invoice that it names, unless that has an invoice already. */
const sessionPaid: Handler = async (ctx, origin, object) => {
  const session = parseSession(object)
  const charge = await chargePaidAt(ctx, origin, session)
  if (charge === 'gone') throw new Gone(`what was paid at the session ${session.id}`)
  if (charge !== null) await ensureCharge(ctx, origin, charge, [session])
}

export const HANDLERS: Readonly<Record<string, Handler>> = {
  'charge.succeeded': chargeSucceeded,
  'charge.captured': chargeCaptured,
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
