/** Reads what became of a charge, from the audit log: for whoever may see the invoice. */
import * as z from 'zod/mini'
import type { InvoiceId, PaymentId } from '../contract/ids.ts'
import type { StepKind, Thread, ThreadStep } from '../contract/responses.ts'
import type { Ctx } from '../context/ctx.ts'
import { found } from '../context/found.ts'
import type { Principal } from '../context/principal.ts'
import { findChargeOf, readEntriesOf, type EntryOfCharge } from './queries.ts'

/** No charge lives through so many; the newest are kept. */
const MOST = 500

/** What a thread tells of an audit entry’s data. What Stripe says in its own words is for the audit alone. */
const TOLD: Readonly<Record<StepKind, readonly string[]>> = {
  stripe_payment_recorded: [],
  stripe_payment_changed: ['from'],
  refund_requested: ['reason', 'note'],
  refund_approval_requested: ['reason', 'note'],
  refund_approved: [],
  refund_declined: ['note'],
  refund_withdrawn: [],
  refund_approval_expired: [],
  refund_rejected: ['state', 'stripeCode'],
  stripe_refund_recorded: ['status', 'reason'],
  stripe_refund_changed: ['from', 'to', 'pendingReason', 'failureReason', 'reference'],
  payment_recorded: ['method', 'note', 'replaces'],
  payment_removed: ['method', 'note'],
  dispute_opened: ['dispute', 'status', 'reason', 'reopened'],
  dispute_changed: ['dispute', 'from', 'status', 'reason', 'evidenceSubmitted'],
  dispute_closed: ['dispute', 'from', 'status', 'reason'],
}

const STEPS = Object.keys(TOLD).filter(isStep)

/** The thread of the charge that the row is or is of. A book row has none. Refused with not_found. */
export async function readThread(ctx: Ctx, { store }: Principal, invoice: InvoiceId, payment: PaymentId): Promise<Thread> {
  const charge = found((await findChargeOf(ctx.db, { store, invoice }, payment)) ?? undefined, 'payment')
  const entries = await readEntriesOf(ctx.db, { store, invoice }, charge, { actions: STEPS, limit: MOST })
  const steps = entries.map((entry) => ({ at: timeOf(entry), id: entry.id, entry }))
  const inOrder = steps.toSorted((one, other) => one.at.getTime() - other.at.getTime() || one.id - other.id)
  return { steps: inOrder.flatMap(({ at, entry }) => stepOf(entry, at)) }
}

/** Stripe’s own time of what Stripe or its dashboard made: it may have been learned much later. Else ours. */
function timeOf({ action, via, at, data, recorded_at: recordedAt, opened_at: openedAt }: EntryOfCharge): Date {
  if (via !== 'stripe' && via !== 'stripe_dashboard') return at
  if (action === 'stripe_payment_recorded' || action === 'stripe_refund_recorded') return recordedAt ?? at
  return action === 'dispute_opened' && data['reopened'] !== true ? (openedAt ?? at) : at
}

const Data = z.record(z.string(), z.json())

function stepOf({ action, actor_name: name, via, payment, amount, currency, data }: EntryOfCharge, at: Date): ThreadStep[] {
  if (!isStep(action)) return []
  const told = Object.entries(data).filter(([member]) => TOLD[action].includes(member))
  const all = Data.parse({ payment, ...Object.fromEntries(told) })
  return [{ at: at.toISOString(), what: action, actor: { name, via }, amount, currency, data: all }]
}

function isStep(action: string): action is StepKind {
  return action in TOLD
}
