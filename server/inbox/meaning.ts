/** What an event says, as far as its payload tells without asking Stripe. */
import type { StripeCharge, StripeRefund } from '../domain/stripe-facts.ts'
import type { EventRow } from '../database/schema.ts'
import { parseCharge } from '../stripe/objects/charge.ts'
import { parseSession } from '../stripe/objects/checkout-session.ts'
import { parseEvent } from '../stripe/objects/event.ts'
import { namesNoCharge, parseRefund } from '../stripe/objects/refund.ts'
import { HANDLERS } from './handlers.ts'

/** `charge.updated` comes of every charge; `refunded` tells of a sum alone; anything else says that there is a charge. */
type ChargeNews = 'paid' | 'updated' | 'refunded'

export type Meaning =
  | { readonly kind: 'nothing' }
  /** It has to be applied by itself: Stripe has to be asked, or what came can't be read. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'charge'; readonly charge: StripeCharge; readonly news: ChargeNews; readonly hasSession: boolean }
  | { readonly kind: 'refund'; readonly refund: StripeRefund }
  /** A checkout session that was paid; it has no say about a payment intent whose charge is ours. */
  | { readonly kind: 'session'; readonly intent: string }

const NOTHING: Meaning = { kind: 'nothing' }
const ALONE: Meaning = { kind: 'alone' }

/** `hasSession`: whether a checkout session may name the charge's invoice and no event of its own tells. */
const chargeMeaning =
  (news: ChargeNews, hasSession: boolean) =>
  (object: unknown): Meaning => ({ kind: 'charge', charge: parseCharge(object), news, hasSession })

const refundMeaning = (object: unknown): Meaning => (namesNoCharge(object) ? NOTHING : { kind: 'refund', refund: parseRefund(object) })

function sessionMeaning(object: unknown): Meaning {
  const { paymentIntent } = parseSession(object)
  return paymentIntent === null ? NOTHING : { kind: 'session', intent: paymentIntent }
}

/** Events of the handlers that are not here call Stripe, whatever they say. */
const MEANINGS: Readonly<Partial<Record<string, (object: unknown) => Meaning>>> = {
  'charge.succeeded': chargeMeaning('paid', false),
  'charge.captured': chargeMeaning('paid', true),
  'charge.updated': chargeMeaning('updated', true),
  'charge.refunded': chargeMeaning('refunded', true),
  'refund.created': refundMeaning,
  'refund.updated': refundMeaning,
  'refund.failed': refundMeaning,
  'charge.refund.updated': refundMeaning,
  'checkout.session.completed': sessionMeaning,
  'checkout.session.async_payment_succeeded': sessionMeaning,
}

/** Events that record a charge without asking Stripe, and those that record a refund. */
export const TELL_OF_CHARGES: ReadonlySet<string> = new Set(['charge.succeeded', 'charge.captured'])
export const TELL_OF_REFUNDS: ReadonlySet<string> = new Set(Object.keys(MEANINGS).filter((type) => MEANINGS[type] === refundMeaning))

/** Whether events of this type always have to be applied by themselves. */
export function isAppliedAlone(type: string): boolean {
  return type in HANDLERS && !(type in MEANINGS)
}

export function meaningOf({ type, payload }: Pick<EventRow, 'type' | 'payload'>): Meaning {
  const read = MEANINGS[type]
  if (read === undefined) return isAppliedAlone(type) ? ALONE : NOTHING
  try {
    return read(parseEvent(JSON.parse(payload)).object)
  } catch {
    return ALONE
  }
}
