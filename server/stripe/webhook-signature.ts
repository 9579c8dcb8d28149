import Stripe from 'stripe'

/** How old a signature may be, in seconds: Stripe's own default. */
const TOLERANCE = 300

/**
 * Whether a `Stripe-Signature` header may be one of the last five minutes, by its form and its time: whatever can't be is
 * refused before its body is read.
 */
export function canBeSignature(signature: string, now: Date): boolean {
  const parts = signature.split(',').map((part) => part.split('='))
  const seconds = Number(parts.findLast(([name]) => name === 't')?.[1] ?? Number.NaN)
  const isSigned = parts.some(([name, value]) => name === 'v1' && /^[0-9a-f]{64}$/.test(value ?? ''))
  return isSigned && Math.floor(now.getTime() / 1000) - seconds <= TOLERANCE
}

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
