/** Waiting where Stripe says that it was called too often. Its "Rate limits" recommends growing waits. */
import { setTimeout as pause } from 'node:timers/promises'
import Stripe from 'stripe'
import type { StripeGateway } from './gateway.ts'
import { StripeUnavailable } from '../context/errors.ts'

/** Waits before calling again after a 429, in milliseconds. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000]
/** The same for who calls about one charge, and may keep others away no longer than a lease of it lasts. */
const SHORT_WAITS = WAITS.slice(0, 4)

/** The answer of `call`, which is made again while it is answered by a 429. */
export async function withRetry<T>(call: () => Promise<T>, waits: readonly number[] = WAITS): Promise<T> {
  for (const wait of waits) {
    try {
      return await call()
    } catch (error) {
      if (!isRateLimited(error)) throw error
      await pause(wait)
    }
  }
  return call()
}

/** The gateway for who has time, such as a reconciliation: its reads wait. Refunds are requested as ever. */
export function retryingGateway(gateway: StripeGateway): StripeGateway {
  const read =
    <Args extends readonly unknown[], T>(call: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      withRetry(() => call(...args), SHORT_WAITS)
  return {
    ...gateway,
    getRefund: read(gateway.getRefund),
    getCharge: read(gateway.getCharge),
    getDispute: read(gateway.getDispute),
    getIntent: read(gateway.getIntent),
    listRefunds: read(gateway.listRefunds),
    listDisputes: read(gateway.listDisputes),
    searchCharges: read(gateway.searchCharges),
    listSessions: read(gateway.listSessions),
  }
}

function isRateLimited(error: unknown): boolean {
  return (error instanceof StripeUnavailable ? error.cause : error) instanceof Stripe.errors.StripeRateLimitError
}
