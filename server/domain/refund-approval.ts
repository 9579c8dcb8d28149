/**
 * A second person: when a refund needs one, and who may do what with a refund that waits for one. Amounts are in the invoice's
 * minor units.
 */

/** For how long a refund waits for approval, in seconds; then it expires. */
export const APPROVAL_LASTS = 7 * 24 * 3600

/** What an embed session says of money out; null where it says nothing. */
export interface MoneyOutLimits {
  /** The most that its actor may take out of the invoice within 24 hours. */
  readonly maxRefund: number | null
  /** What of it needs no second person. */
  readonly approvalAbove: number | null
}

/** What an actor took out of an invoice within 24 hours. */
export interface Taken {
  readonly total: number
  /** Without what another person approved. */
  readonly unapproved: number
}

/** What an actor may still take out now; null where nothing limits it. */
export interface MoneyLeft {
  readonly refundLeft: number | null
  /** Without asking a second person. */
  readonly withoutApproval: number | null
}

export function moneyLeft({ maxRefund, approvalAbove }: MoneyOutLimits, { total, unapproved }: Taken): MoneyLeft {
  return { refundLeft: leftOf(maxRefund, total), withoutApproval: leftOf(approvalAbove, unapproved) }
}

function leftOf(limit: number | null, taken: number): number | null {
  return limit === null ? null : Math.max(0, limit - taken)
}

/** Whether a refund has to be approved by a second person. */
export function needsApproval(amount: number, { withoutApproval }: MoneyLeft): boolean {
  return withoutApproval !== null && amount > withoutApproval
}

/** What may leave the books: nobody approves that, so both limits hold. Null where there is neither. */
export function leftInBooks({ refundLeft, withoutApproval }: MoneyLeft): number | null {
  return refundLeft === null || withoutApproval === null ? (refundLeft ?? withoutApproval) : Math.min(refundLeft, withoutApproval)
}

/**
 * Where a refund request is. `open`: Stripe is or will be asked. It is let go, and so may be asked of Stripe, from there on only:
 * one that is or ended in any of the other four never was.
 */
export const REQUEST_STATES = ['awaiting_approval', 'declined', 'withdrawn', 'expired', 'open', 'recorded', 'rejected', 'released'] as const
export type RequestState = (typeof REQUEST_STATES)[number]

/** Whether Stripe can't have been asked for it. */
export function wasNeverLetGo(state: RequestState): boolean {
  return state === 'awaiting_approval' || state === 'declined' || state === 'withdrawn' || state === 'expired'
}

/** Whether its amount is spoken for. */
export function isReserved(state: RequestState): boolean {
  return state === 'open' || state === 'awaiting_approval'
}

/** A refund request that needed approval, and what became of it. Persons are told apart by their ids, whatever session they act by. */
export interface ApprovalRequest {
  readonly state: RequestState
  readonly requester: string
  /** Who approved or declined it. */
  readonly decider: string | null
  /** Seconds since it was asked for. */
  readonly age: number
  readonly isDismissed: boolean
}

export type Decision = 'approve' | 'decline' | 'withdraw'

/**
 * What comes of a decision: it is carried out, or was before, by the same person; `dismiss` takes the row away of a request that was declined
 * or expired. Else why it is refused.
 */
export type Ruling = 'carry_out' | 'dismiss' | 'was_carried_out' | 'own_request' | 'of_another' | 'not_awaiting_approval'

export function ruleOn(decision: Decision, request: ApprovalRequest, actor: string): Ruling {
  return decision === 'withdraw' ? ruleOnWithdrawal(request, actor) : ruleOnVerdict(decision, request, actor)
}

/** Nobody decides about what they asked for. */
function ruleOnVerdict(decision: 'approve' | 'decline', { state, requester, decider, age }: ApprovalRequest, actor: string): Ruling {
  if (actor === requester) return 'own_request'
  if (state === 'awaiting_approval') return age < APPROVAL_LASTS ? 'carry_out' : 'not_awaiting_approval'
  const isAsDecided = decision === 'decline' ? state === 'declined' : !wasNeverLetGo(state)
  return isAsDecided && decider === actor ? 'was_carried_out' : 'not_awaiting_approval'
}

function ruleOnWithdrawal({ state, requester, isDismissed }: ApprovalRequest, actor: string): Ruling {
  if (actor !== requester) return 'of_another'
  if (state === 'awaiting_approval') return 'carry_out'
  if (state === 'declined' || state === 'expired') return isDismissed ? 'was_carried_out' : 'dismiss'
  return state === 'withdrawn' ? 'was_carried_out' : 'not_awaiting_approval'
}
