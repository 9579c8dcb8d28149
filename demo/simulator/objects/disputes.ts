import { invalid, missing } from '../errors.ts'
import type { Account, Charge, Dispute, EventType } from '../state.ts'
import { type Context, seconds } from '../world.ts'
import { move } from './balance-transactions.ts'
import { emit } from './events.ts'
import { emptyEvidence } from './evidence.ts'

const closed: ReadonlySet<string> = new Set(['won', 'lost', 'warning_closed', 'prevented'])

/** Stripe's fee for a chargeback, in minor units. */
const disputeFee = 1500

export interface NewDispute {
  readonly charge: Charge
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly inquiry: boolean
  /** Unix seconds; 0 or −1 where the bank takes no answer. */
  readonly dueBy: number
  readonly created?: number | undefined
}

export function disputeOf(account: Account, id: string): Dispute {
  const dispute = account.disputes.get(id)
  if (dispute === undefined) throw missing('dispute', id, 'dispute')
  return dispute
}

/** The bank disputes a charge: an inquiry moves no money, a chargeback takes the amount and a fee at once. */
export function addDispute(context: Context, wanted: NewDispute): Dispute {
  const { world, account } = context
  const { charge } = wanted
  const brand = charge.payment_method_details?.card?.brand ?? charge.payment_method_details?.card_present?.brand ?? 'visa'
  const dispute = {
    id: world.ids('du'),
    object: 'dispute',
    amount: wanted.amount,
    balance_transactions: [],
    charge: charge.id,
    created: wanted.created ?? seconds(world.clock()),
    currency: wanted.currency,
    enhanced_eligibility_types: [],
    evidence: emptyEvidence(),
    evidence_details: {
      due_by: wanted.dueBy,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: wanted.inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: { brand, case_type: wanted.inquiry ? 'inquiry' : 'chargeback', network: brand, network_reason_code: '10.4' },
    },
    reason: wanted.reason,
    status: wanted.inquiry ? 'warning_needs_response' : 'needs_response',
  } satisfies Dispute
  account.disputes.set(dispute.id, dispute)
  charge.disputed = true
  const moved = moveFunds(context, dispute, !wanted.inquiry)
  emit(context, 'charge.dispute.created', dispute)
  if (moved !== undefined) emit(context, moved, dispute)
  return dispute
}

/** What the bank has taken of the disputed money, in minor units: nothing for an inquiry or after a reinstatement. */
function withheld(dispute: Dispute): number {
  return -dispute.balance_transactions.reduce((sum, transaction) => sum + transaction.amount, 0)
}

/** Withdraws or gives back the disputed money, where that has not happened yet; says which event tells of it. */
function moveFunds(context: Context, dispute: Dispute, withdrawn: boolean): EventType | undefined {
  if (withheld(dispute) > 0 === withdrawn) return undefined
  dispute.balance_transactions.push(
    move(context, {
      amount: withdrawn ? -dispute.amount : dispute.amount,
      currency: dispute.currency,
      source: dispute.id,
      fee: withdrawn ? disputeFee : 0,
      description: withdrawn ? `Chargeback withdrawal for ${String(dispute.charge)}` : `Chargeback reversal for ${String(dispute.charge)}`,
      type: 'adjustment',
      reporting_category: withdrawn ? 'dispute' : 'dispute_reversal',
    }),
  )
  return withdrawn ? 'charge.dispute.funds_withdrawn' : 'charge.dispute.funds_reinstated'
}

export interface DisputeChange {
  /** Any word: Stripe's own today, or one that it has yet to invent. */
  readonly status?: string | undefined
  readonly evidenceSubmitted?: boolean | undefined
  /** Unix seconds. */
  readonly dueBy?: number | undefined
  /** For `prevented`: whether withdrawn money came back. Stays as it is unless given. */
  readonly reinstated?: boolean | undefined
  /** For `prevented`: how. A `resolution` gives the customer the money, a `block` keeps the dispute from arising. */
  readonly caseType?: 'resolution' | 'block' | undefined
}

/** The bank, the card network or the shop moves a dispute, in any direction: escalated, answered, closed, reopened. */
export function changeDispute(context: Context, dispute: Dispute, change: DisputeChange): Dispute {
  const before = { status: dispute.status }
  const status = change.status ?? statusAfter(dispute, change)
  if (change.dueBy !== undefined) dispute.evidence_details.due_by = change.dueBy
  if (change.evidenceSubmitted !== undefined) submit(dispute, change.evidenceSubmitted)
  dispute.status = status
  dispute.is_charge_refundable = status.startsWith('warning_') || status === 'won'
  if (dispute.payment_method_details?.card !== undefined && before.status.startsWith('warning_') && !status.startsWith('warning_')) {
    dispute.payment_method_details.card.case_type = caseTypeOf(dispute, change)
  }
  const announced = closed.has(status) && !closed.has(before.status) ? 'charge.dispute.closed' : 'charge.dispute.updated'
  const moved = moveFunds(context, dispute, takesMoney(dispute, change))
  emit(context, announced, dispute, before)
  if (moved !== undefined) emit(context, moved, dispute)
  return dispute
}

/** What an inquiry turned into. */
function caseTypeOf(dispute: Dispute, change: DisputeChange): string {
  if (dispute.status !== 'prevented') return 'chargeback'
  return change.caseType ?? (takesMoney(dispute, change) ? 'resolution' : 'block')
}

function statusAfter(dispute: Dispute, { evidenceSubmitted }: DisputeChange): string {
  if (evidenceSubmitted !== true) return dispute.status
  return dispute.status.replace(/needs_response$/, 'under_review')
}

function submit(dispute: Dispute, submitted: boolean): void {
  const details = dispute.evidence_details
  details.has_evidence = submitted
  details.submission_count = submitted ? details.submission_count + 1 : 0
  details.submission_method = submitted ? 'manual' : 'not_submitted'
}

function takesMoney(dispute: Dispute, { reinstated }: DisputeChange): boolean {
  if (dispute.status === 'prevented') return reinstated === undefined ? withheld(dispute) > 0 : !reinstated
  return !dispute.status.startsWith('warning_') && dispute.status !== 'won'
}

/** Whether the answer's deadline has passed without an answer; Stripe works it out as it answers. */
export function asOf(dispute: Dispute, now: number): Dispute {
  const { due_by: due, submission_count: count } = dispute.evidence_details
  return { ...dispute, evidence_details: { ...dispute.evidence_details, past_due: due !== null && due > 0 && now > due && count === 0 } }
}

/** The shop gives in: the dispute is lost (docs.stripe.com/api/disputes/close). */
export function acceptDispute(context: Context, dispute: Dispute): Dispute {
  if (closed.has(dispute.status)) throw invalid('This dispute is already closed.')
  return changeDispute(context, dispute, { status: dispute.status.startsWith('warning_') ? 'warning_closed' : 'lost' })
}

function disputesOf(account: Account, charge: Charge): Dispute[] {
  return [...account.disputes.values()].filter((dispute) => dispute.charge === charge.id)
}

/** An open chargeback locks its charge. */
export function cannotRefundBecauseDisputed(account: Account, charge: Charge): boolean {
  return disputesOf(account, charge).some((dispute) => !closed.has(dispute.status) && !dispute.is_charge_refundable)
}

/** What the bank has kept of this charge for good, in minor units of the charge's currency. */
export function lostOf(account: Account, charge: Charge): number {
  return disputesOf(account, charge)
    .filter(({ status, currency }) => (status === 'lost' || status === 'prevented') && currency === charge.currency)
    .reduce((sum, dispute) => sum + withheld(dispute), 0)
}
