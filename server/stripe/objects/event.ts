/** What we read of Stripe's Event, and nothing more. */
import type { AccountId, ChargeId } from '../../contract/ids.ts'
import * as z from 'zod/mini'
import { expandable, flag, optionalText, read } from './fields.ts'

const StripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  account: optionalText,
  livemode: flag,
  data: z.object({ object: z.unknown() }),
})
const Named = z.object({ id: optionalText, object: optionalText, charge: z.optional(z.unknown()) })

export interface EventFacts {
  readonly id: string
  readonly type: string
  /** The connected account, null for the platform's own. */
  readonly account: AccountId | null
  readonly livemode: boolean
  /** The charge that the event is about, where its object names one. */
  readonly charge: ChargeId | null
  /** The event's object, to be read by the parser of its kind. */
  readonly object: unknown
}

/** Reads the envelope of an Event; throws where it is none. */
export function parseEvent(value: unknown): EventFacts {
  const event = read('event', StripeEvent, value)
  const { object } = event.data
  const named = read('event', Named, object)
  const charge = named.object === 'charge' ? named.id : expandable.safeParse(named.charge).data
  return { id: event.id, type: event.type, account: event.account, livemode: event.livemode, charge: charge ?? null, object }
}
