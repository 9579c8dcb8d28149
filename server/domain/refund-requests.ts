/** Which refund closes a refund request. */
import { wasNeverLetGo, type RequestState } from './refund-approval.ts'

/** What distinguishes one refund from another, amounts in minor units. */
export interface RefundTerms {
  readonly charge: string
  readonly amount: number
  readonly currency: string
}

/** A refund request; `refund` is the one that closed it already. */
export interface ClosableRequest extends RefundTerms {
  readonly id: string
  readonly refund: string | null
  readonly state: RequestState
}

/** A refund of Stripe's; `request` is the one that it names. */
export interface NamingRefund extends RefundTerms {
  readonly id: string
  readonly request: string | null
}

/** Why a refund does not close a request. */
export type Misfit = 'never_let_go' | 'other_terms' | 'names_another' | 'closed_by_another' | 'closes_another'

/**
 * Why the refund does not close the request; null where it does. The request must have been let go: Stripe is never asked for one
 * that nobody approved, so a refund that names it is another's. It must be of the same charge, amount and currency, and closes
 * one request only. A refund that names no request fits, as a person may say that it is this one's. `closes` is the request that
 * it has closed already, if any.
 */
export function misfitOf(request: ClosableRequest, refund: NamingRefund, closes: string | null): Misfit | null {
  if (wasNeverLetGo(request.state)) return 'never_let_go'
  if (request.charge !== refund.charge || request.amount !== refund.amount || request.currency !== refund.currency) return 'other_terms'
  if (refund.request !== null && refund.request !== request.id) return 'names_another'
  if (request.refund !== null && request.refund !== refund.id) return 'closed_by_another'
  return closes !== null && closes !== request.id ? 'closes_another' : null
}
