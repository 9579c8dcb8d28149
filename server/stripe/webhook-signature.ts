import Stripe from 'stripe'

/** How old a signature may be, in seconds: Stripe's own default. */
const TOLERANCE = 300

/**
 * Whether one of `secrets` signed `body` within the last five minutes. Rests on Stripe's "Verify webhook signatures":
 * the raw body as it came, and during a rotation several secrets at once.
 */
export function isSignedByStripe(body: string, signature: string, secrets: readonly string[], now: Date): boolean {
  return secrets.some((secret) => {
    try {
      return Stripe.webhooks.signature?.verifyHeader(body, signature, secret, TOLERANCE, undefined, now.getTime()) === true
    } catch {
      return false
    }
  })
}
