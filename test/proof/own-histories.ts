/**
 * For each planted defect the short history that shows it, so that `npm test` need not search for one. They are written out,
 * not drawn from a seed: whatever becomes of the generator, they stay what they are.
 */
import type { Command, History } from '../model/commands.ts'

const ALL_THE_WAY = 1_000

const paid = (invoice: 'known' | 'late' = 'known'): Command => ({
  kind: 'pay',
  invoice,
  marks: 'charge',
  currency: 'usd',
  capture: 'now',
  steps: 0,
})

/** Everything on its way arrives. */
const delivered: Command = { kind: 'deliver', many: 12, event: 0, process: 0, cut: null, steps: ALL_THE_WAY }

/** Of what is on its way the second alone arrives, so that later news comes before earlier. */
const deliveredTheSecond: Command = { ...delivered, many: 0, event: 1 }

const deliveredWhileTheDatabaseBreaks: Command = { ...delivered, cut: 'before' }

type Refund = Extract<Command, { kind: 'refund' }>

const refund = (amount: Refund['amount'], more: Partial<Refund> = {}): Command => ({
  kind: 'refund',
  charge: 0,
  amount,
  person: 0,
  process: 0,
  many: 1,
  fault: null,
  steps: ALL_THE_WAY,
  ...more,
})

const refundsTurnOut = (outcome: 'pending' | 'succeeded'): Command => ({ kind: 'refunds_turn_out', outcome, steps: 0 })

const refundBecomes = (status: 'succeeded' | 'failed'): Command => ({ kind: 'move_refund', refund: 0, status, steps: 0 })

const refundedAtDashboard = (amount: 'all' | 'quarter', outcome: 'pending' | 'succeeded' = 'succeeded'): Command => ({
  kind: 'dashboard_refund',
  charge: 0,
  amount,
  outcome,
  steps: 0,
})

const disputed: Command = { kind: 'dispute', charge: 0, part: 'all', inquiry: false, steps: 0 }

const disputeBecomes = (status: 'under_review' | 'lost'): Command => ({ kind: 'move_dispute', dispute: 0, status, steps: 0 })

const passed = (seconds: 20 | 90_500): Command => ({ kind: 'pass', seconds, steps: ALL_THE_WAY })

const nextAttemptArrivesLate: Command = { kind: 'break_stripe', fault: 'late', times: 1, only: 'refunds', steps: 0 }

const attemptsAreRepeated: Command = { kind: 'run', steps: ALL_THE_WAY }

/** The person who needs another for half of a payment. */
const ALONE = 1

const decided = (what: 'approve' | 'decline', more: Partial<Extract<Command, { kind: 'decide' }>> = {}): Command => ({
  kind: 'decide',
  what,
  refund: 0,
  person: 0,
  byHost: false,
  process: 1,
  fault: null,
  steps: ALL_THE_WAY,
  ...more,
})

const triedAgain: Command = { kind: 'retry', refund: 0, process: 1, steps: ALL_THE_WAY }

/** After a payment that has arrived. */
function history(...commands: readonly Command[]): History {
  return { commands: [paid(), delivered, ...commands], turns: 1, lateInvoices: 'after_webhooks' }
}

/** By the names of the plants. */
export const OWN = {
  no_lock: history(refund('half', { many: 3 })),
  key_per_attempt: history(refund('half', { fault: 'cut_after' })),
  no_idempotency_key: history(refund('half')),
  asked_after_24_hours: history(refund('half', { fault: 'cut_after', steps: 48 }), passed(90_500)),
  row_written_twice: history(refundedAtDashboard('quarter', 'pending'), delivered, refundBecomes('succeeded'), delivered),
  early_webhook_own_row: history(refund('quarter', { fault: 'cut_after', steps: 30 }), delivered),
  rank_ignored: history(
    refundsTurnOut('pending'),
    refund('quarter'),
    refundBecomes('succeeded'),
    deliveredTheSecond,
    deliveredTheSecond,
    deliveredTheSecond,
    delivered,
  ),
  release_on_401: history(refund('half', { fault: '401' })),
  release_after_unanswered: history(
    nextAttemptArrivesLate,
    refund('half', { steps: 30 }),
    refundedAtDashboard('all'),
    attemptsAreRepeated,
    passed(20),
  ),
  lost_dispute_not_counted: history(disputed, delivered, disputeBecomes('lost'), delivered, refund('half')),
  ack_before_store: history(disputed, delivered, disputeBecomes('under_review'), deliveredWhileTheDatabaseBreaks),
  first_page_only: history(refundedAtDashboard('quarter'), refundedAtDashboard('quarter'), delivered),
  pending_not_counted: history(refundsTurnOut('pending'), refund('all'), refund('half')),
  open_requests_not_counted: history(refund('half', { many: 3 })),
  failed_still_counted: history(refundsTurnOut('pending'), refund('half'), refundBecomes('failed'), delivered),
  dispute_payload_trusted: history(
    disputed,
    delivered,
    disputeBecomes('under_review'),
    disputeBecomes('lost'),
    deliveredTheSecond,
    deliveredTheSecond,
    deliveredTheSecond,
    deliveredTheSecond,
    delivered,
  ),
  late_invoice_forgotten: history(paid('late'), delivered),
  key_not_kept: history(refund('quarter'), triedAgain),
  change_not_audited: history(refundsTurnOut('pending'), refund('quarter'), refundBecomes('succeeded'), delivered),
  limit_not_heeded: history(refund('half', { person: ALONE })),
  sums_split: history(refund('quarter', { person: ALONE }), refund('quarter', { person: ALONE })),
  own_approval: history(refund('half', { person: ALONE }), decided('approve', { person: ALONE })),
  approval_not_reserved: history(refund('half', { person: ALONE }), refund('all')),
  late_approval_given_up: history(
    refund('half', { person: ALONE }),
    passed(90_500),
    decided('approve', { fault: 'cut_before' }),
    passed(20),
  ),
  approver_not_named: history(refund('half', { person: ALONE }), decided('approve')),
  asked_while_waiting: history(refund('half', { person: ALONE }), decided('decline')),
  no_lease: history(refund('quarter', { many: 3, fault: 'slow' })),
} satisfies Readonly<Record<string, History>>
