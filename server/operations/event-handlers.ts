/** What each event of Stripe's means to the books. Events that are not named here mean nothing to them. */
import { readDatabaseNow } from '../database/time.ts'
import type { SessionMarks } from '../domain/assignment.ts'
import { parseCharge } from '../stripe/objects/charge.ts'
import { parseSession } from '../stripe/objects/checkout-session.ts'
import { parseDispute } from '../stripe/objects/dispute.ts'
import { namesNoCharge, parseRefund } from '../stripe/objects/refund.ts'
import { chargePaidAt } from './charge-paid-at.ts'
import { compareWhile, holdCharge, inTurn, standingOf, type Origin } from './hold-charge.ts'
import { recordDispute } from './record-dispute.ts'
import { recordFound } from './record-found.ts'
import { recordRefunds, type Learned } from './record-refunds.ts'
import { sumDiffers } from './refund-sum.ts'
import type { Services } from './services.ts'

/** Throws where the event can't be applied now. */
type Handler = (s: Services, origin: Origin, object: unknown) => Promise<void>

/** An event tells of something that Stripe does not know: it may in a moment, or a person has to see it. */
class Gone extends Error {
  override readonly name = 'Gone'
  constructor(what: string) {
    super(`Stripe doesn’t know ${what} that its event is about.`)
  }
}

async function isOurs(s: Services, origin: Origin, charge: string): Promise<boolean> {
  const standing = await standingOf(s, origin, charge)
  if (standing === 'gone') throw new Gone(`the charge ${charge}`)
  return standing === 'ours'
}

/** What its session says comes with an event of its own, before or after this one. */
const SESSION_SPEAKS_FOR_ITSELF: readonly SessionMarks[] = []

const chargeSucceeded: Handler = async (s, origin, object) => {
  await holdCharge(s, origin, parseCharge(object), SESSION_SPEAKS_FOR_ITSELF)
}

/** The session's event came when the charge was authorized and no money yet, so the session is looked up. */
const chargeCaptured: Handler = async (s, origin, object) => {
  await holdCharge(s, origin, parseCharge(object))
}

/** `charge.refunded` carries only the charge: Stripe is asked for its refunds only where the sum differs from the books. */
const chargeRefunded: Handler = async (s, origin, object) => {
  const charge = parseCharge(object)
  await holdCharge(s, origin, charge)
  if (!(await sumDiffers(s, origin.store, charge))) return
  await compareWhile(s, origin, charge.id, () => sumDiffers(s, origin.store, charge))
}

/** `refund.*` carries the refund: the payload is recorded by its rank. A refund of no charge is none of ours. */
const refundMoved: Handler = async (s, origin, object) => {
  if (namesNoCharge(object)) return
  const refund = parseRefund(object)
  if (!(await isOurs(s, origin, refund.charge))) return
  const learned: Learned = { foundBy: 'webhook', fetchedAt: null }
  const { unclear } = await recordRefunds(s, origin.store, [refund], learned)
  if (unclear.length === 0) return
  await inTurn(
    s,
    { store: origin.store, id: refund.charge },
    async () => void (await recordFound(s, origin.store, origin.account, [refund], learned)),
  )
}

/** Disputes move both ways, so the payload only says which one to fetch. */
const disputeMoved: Handler = async (s, origin, object) => {
  const { id, charge } = parseDispute(object)
  if (!(await isOurs(s, origin, charge))) return
  await inTurn(s, { store: origin.store, id: charge }, async () => {
    const fetchedAt = await readDatabaseNow(s.db)
    const dispute = await s.stripe.getDispute(origin.account, id)
    if (dispute === null) throw new Gone(`the dispute ${id}`)
    await recordDispute(s, origin.store, dispute, fetchedAt)
  })
}

/** A session that was paid claims its charge for the invoice that it names, unless that has an invoice already. */
const sessionPaid: Handler = async (s, origin, object) => {
  const session = parseSession(object)
  const charge = await chargePaidAt(s, origin, session)
  if (charge === 'gone') throw new Gone(`what was paid at the session ${session.id}`)
  if (charge !== null) await holdCharge(s, origin, charge, [session])
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
