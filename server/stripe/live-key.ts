/** Stripe's keys say their mode: `sk_live_…` and `rk_live_…` are for real money. */
export function isLiveKey(secretKey: string): boolean {
  return /^[a-z]+_live_/.test(secretKey)
}
