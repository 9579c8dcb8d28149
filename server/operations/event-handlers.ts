/** What each event of Stripe's means to the books. Events that are not named here mean nothing to them. */
import { takesMoney } from '../domain/refund-states.ts'
import { sum } from '../domain/refundable.ts'
import { readLedgers } from '../database/queries/ledgers.ts'
import { parseCharge, parseDispute, parseRefund, parseSession, type ChargeFacts } from '../stripe/facts.ts'
import { compareUnderLease } from './compare-charge.ts'
import { withChargeLease } from './charge-lease.ts'
import { findCharge, recordCharge } from './record-charge.ts'
import { recordDispute } from './record-dispute.ts'
import { recordFound } from './record-found.ts'
import type { Services } from './services.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'

/** The store that the event's account belongs to. */
export interface Origin {
  readonly store: string
  readonly account: string | null
}

/** Throws where the event can't be applied now. */
type Handler = (s: Services, origin: Origin, object: unknown) => Promise<void>

const chargeMoved: Handler = async (s, origin, object) => {
  await holdCharge(s, origin, parseCharge(object))
}

/** `charge.refunded` carries only the charge: Stripe is asked for its refunds only where the sum differs from the books. */
const chargeRefunded: Handler = async (s, origin, object) => {
  const charge = parseCharge(object)
  await holdCharge(s, origin, charge)
  if (!(await sumDiffers(s, origin, charge))) return
  await compareWhile(s, origin, charge.id, () => sumDiffers(s, origin, charge))
}

/** `refund.*` carries the refund: the payload is recorded by its rank. */
const refundMoved: Handler = async (s, origin, object) => {
  const refund = parseRefund(object)
  if (!(await isHeld(s, origin, refund.charge))) return
  await recordFound(s, origin.store, origin.account, [refund], { foundBy: 'webhook', fetchedAt: null })
}

/** Disputes move both ways, so the payload only says which one to fetch. */
const disputeMoved: Handler = async (s, origin, object) => {
  const { id } = parseDispute(object)
  const fetchedAt = s.clock()
  const dispute = await s.stripe.getDispute(origin.account, id)
  if (dispute === null || !(await isHeld(s, origin, dispute.charge))) return
  await recordDispute(s, origin.store, dispute, fetchedAt)
}

/** A session that was paid claims its charge for the invoice that it names. */
const sessionPaid: Handler = async (s, origin, object) => {
  const session = parseSession(object)
  if (session.paymentIntent === null) return
  const intent = await s.stripe.getIntent(origin.account, session.paymentIntent)
  if (intent?.latestCharge == null) return
  const charge = await s.stripe.getCharge(origin.account, intent.latestCharge)
  if (charge !== null) await holdCharge(s, origin, charge, session.reference)
}

export const HANDLERS: Readonly<Record<string, Handler>> = {
  'charge.succeeded': chargeMoved,
  'charge.captured': chargeMoved,
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

/** Holds the charge; one that has a past which is not in the books yet is compared with Stripe at once. */
async function holdCharge(s: Services, { store, account }: Origin, charge: ChargeFacts, sessionReference: string | null = null): Promise<void> {
  await recordCharge(s, store, account, charge, { sessionReference })
  await compareWhile(s, { store, account }, charge.id, async () => (await findCharge(s, store, charge.id))?.compare_wanted_at != null)
}

/** Whether the charge is held here, for news of its refund or dispute; one that is not is fetched and given its place. */
async function isHeld(s: Services, { store, account }: Origin, id: string): Promise<boolean> {
  const held = await findCharge(s, store, id)
  if (held !== undefined) return held.state !== 'foreign'
  const charge = await s.stripe.getCharge(account, id)
  if (charge === null) return false
  await recordCharge(s, store, account, charge)
  await compareWhile(s, { store, account }, id, async () => (await findCharge(s, store, id))?.compare_wanted_at != null)
  return (await findCharge(s, store, id)) !== undefined
}

/** Asks Stripe about the whole charge, unless what called for it has settled by the time it is our turn. */
async function compareWhile(s: Services, { store }: Origin, id: string, needed: () => Promise<boolean>): Promise<void> {
  if (!(await needed())) return
  const turn = await withChargeLease(s, { store, id }, async (renew) => {
    if (await needed()) await compareUnderLease(s, { store, id }, renew)
  })
  if (turn === null) throw new StripeUnavailable(`another call about ${id} takes long`)
}

/** Whether Stripe's sum of refunds, without what a capture released, differs from ours. */
async function sumDiffers(s: Services, { store }: Origin, charge: ChargeFacts): Promise<boolean> {
  const held = await findCharge(s, store, charge.id)
  if (held === undefined || held.state === 'foreign') return false
  const ledger = (await readLedgers(s.db, store, [held])).get(held.id)
  const ours = sum((ledger?.refunds ?? []).filter((refund) => takesMoney(refund.state)).map((refund) => refund.amount))
  return charge.amountRefunded - (charge.authorized - charge.captured) !== ours
}
