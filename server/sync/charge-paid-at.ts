import type { StripeCharge } from '../domain/stripe-facts.ts'
import type { SessionFacts } from '../stripe/objects/checkout-session.ts'
import { hasClaimedCharge } from './queries.ts'
import type { AccountRef } from './ensure-charge.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/**
 * The charge that was paid at a checkout session, fetched from Stripe. Null where there is none yet, or where the session has no
 * say any more: the charge has its invoice, or waits for one. `gone` where Stripe does not know what the session names. Throws
 * StripeUnavailable.
 */
export async function chargePaidAt(ctx: GatewayCtx, origin: AccountRef, session: SessionFacts): Promise<StripeCharge | null | 'gone'> {
  if (session.paymentIntent === null || (await hasClaimedCharge(ctx.db, origin.store, session.paymentIntent))) return null
  const intent = await ctx.gateway.getIntent(origin.account, session.paymentIntent)
  if (intent === null) return 'gone'
  if (intent.latestCharge === null) return null
  return (await ctx.gateway.getCharge(origin.account, intent.latestCharge)) ?? 'gone'
}
