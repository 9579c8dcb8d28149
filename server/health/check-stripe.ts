import { STRIPE_RIGHTS, type StripeRight } from '../contract/choices.ts'
import type { AccountId } from '../contract/ids.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { tryRight, type TryCtx } from '../stripe/try-right.ts'

/**
 * The rights that the key lacks on this account, null being the platform's own, found by one harmless call for each. Throws StripeUnavailable where
 * Stripe does not answer, or not with this key.
 */
export async function findMissingRights(ctx: TryCtx, account: AccountId | null): Promise<StripeRight[]> {
  const missing: StripeRight[] = []
  for (const right of STRIPE_RIGHTS) {
    try {
      await tryRight(ctx, account, right)
    } catch (error) {
      if (!(error instanceof StripeUnavailable) || error.keyTrouble !== right) throw error
      missing.push(right)
    }
  }
  return missing
}
