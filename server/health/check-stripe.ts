import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/**
 * Makes sure that Stripe answers with this key: any read does, and a key that works is answered that this charge does not
 * exist. Throws StripeUnavailable where it does not.
 */
export async function checkStripe({ gateway }: Pick<GatewayCtx, 'gateway'>): Promise<void> {
  await gateway.getCharge(null, 'ch_doctor')
}
