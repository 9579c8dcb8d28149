import type { Report } from '../../domain/reconciliation-report.ts'
import type { Unreadable } from '../../stripe/pages.ts'
import { StripeUnavailable } from '../../stripe/unavailable.ts'
import type { Services } from '../services.ts'

/** The report with these objects in it, which are passed over: each is named in the log. */
export function passedOver(s: Services, report: Report, unreadable: readonly Unreadable[]): Report {
  for (const { id, reason } of unreadable) s.log.error({ id, reason }, 'Something of Stripe’s can’t be read and is passed over')
  return { ...report, unreadable: report.unreadable + unreadable.length }
}

/**
 * What `work` about one charge, refund, dispute or invoice comes to; `unreadable` where Stripe can't be read about it now. The
 * rest of the store goes on: where Stripe is away altogether, the next page ends the run.
 */
export async function unlessUnreadable<T>(work: () => Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StripeUnavailable) return 'unreadable'
    throw error
  }
}
