/** Takes a webhook: verify, store once, and only then let Stripe forget about it. */
import { ApiError } from '../context/errors.ts'
import { parseEvent, type EventFacts } from '../stripe/objects/event.ts'
import { canBeSignature, isSignedByStripe } from '../stripe/webhook-signature.ts'
import type { IncomingEvent } from './queries.ts'
import { storeEvent, type Stored } from './store.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** What became of a signed body. Only `stored` and `known` ones are ours to apply; `no_snapshot` are thin events, pings and the like. */
export type Accepted = Stored | 'other_mode' | 'no_snapshot'

/**
 * Stores the event once per account and id. Refused with invalid_signature where none of our secrets signed this very body within
 * the last five minutes, and with invalid_request where it is no JSON. Where it throws anything else the event was not stored, and
 * Stripe must be told to send it again. `store` may gather several.
 */
export async function acceptEvent(
  ctx: GatewayCtx,
  delivery: { readonly body: string; readonly signature: string | null },
  store: (incoming: IncomingEvent) => Promise<Stored> = (incoming) => storeEvent(ctx, incoming),
): Promise<Accepted> {
  if (delivery.signature === null || !isSignedByStripe(delivery.body, delivery.signature, ctx.settings.webhookSecrets, ctx.clock()))
    throw new ApiError('invalid_signature')
  const event = readEvent(delivery.body)
  if (event === null) return 'no_snapshot'
  if (event.livemode !== ctx.settings.livemode) return 'other_mode'
  // The inbox knows the platform's own account by no name.
  if (event.account === '') return 'unknown_account'
  return store({ account: event.account, event, payload: delivery.body })
}

/** Refuses with invalid_signature what can't be signed, for before its body is read. */
export function assertCanBeSigned({ clock }: Pick<GatewayCtx, 'clock'>, signature: string | null): asserts signature is string {
  if (signature === null || !canBeSignature(signature, clock())) throw new ApiError('invalid_signature')
}

/**
 * Null for signed JSON that is no snapshot event, such as a thin event (`v2.core.event`, without `data.object`): it is answered
 * as any other, or Stripe would send it for days and call the endpoint broken.
 */
function readEvent(body: string): EventFacts | null {
  const value = parseJson(body)
  try {
    return storable(parseEvent(value))
  } catch {
    return null
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new ApiError('invalid_request', 'This is not an event of Stripe’s.')
  }
}

/** What the inbox knows an event by must be what PostgreSQL can hold. */
function storable(event: EventFacts): EventFacts {
  if ([event.id, event.type, event.account, event.charge].some((text) => text?.includes('\u0000'))) throw new Error('it has a NUL')
  return event
}
