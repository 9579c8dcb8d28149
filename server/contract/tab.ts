/** The tab: everything the Payments tab of one invoice shows, as one message. */
import * as z from 'zod/mini'
import { Actor, Amount, Currency, Method, Money, Time } from './fields.ts'

export const InvoiceStatus = z.enum(['open', 'finalized', 'voided'])
export type InvoiceStatus = z.infer<typeof InvoiceStatus>

export const Customer = z.object({ name: z.string(), email: z.nullable(z.string()) })
export type Customer = z.infer<typeof Customer>

export const Invoice = z.object({
  id: z.string(),
  number: z.string(),
  currency: Currency,
  total: Amount,
  /** The sum of the rows that are succeeded, pending or requires_action. */
  paid: Amount,
  /** `total − paid`. Disputes never change it. */
  balance: Amount,
  status: InvoiceStatus,
  customer: z.nullable(Customer),
})
export type Invoice = z.infer<typeof Invoice>

export const PaymentStatus = z.enum([
  'succeeded',
  'processing',
  'pending',
  'requires_action',
  'failed',
  'canceled',
  'awaiting_approval',
  'declined',
])
export type PaymentStatus = z.infer<typeof PaymentStatus>

/** Why a row offers no action, the first that applies. */
export const BlockedBy = z.enum([
  'fully_refunded',
  'paid_out',
  'dispute_lost',
  'refund_pending',
  'disputed',
  'requires_reader',
  'stripe_key_refused',
  'permission',
])
export type BlockedBy = z.infer<typeof BlockedBy>

export const RowAction = z.enum(['refund', 'remove'])
export type RowAction = z.infer<typeof RowAction>

/** The bank's own reference of a refund, by which a customer's bank can trace it. */
export const RefundReference = z.object({ type: z.nullable(z.string()), value: z.nullable(z.string()), status: z.nullable(z.string()) })
export type RefundReference = z.infer<typeof RefundReference>

export const RefundDetails = z.object({
  /** Stripe's id; null until it is known. */
  id: z.nullable(z.string()),
  /** The payment row of the charge that was refunded. */
  original: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  pendingReason: z.nullable(z.string()),
  failureReason: z.nullable(z.string()),
  /** What payouts replaced of a failed or canceled refund so far, in minor units. */
  paidOut: Amount,
  reference: z.nullable(RefundReference),
})
export type RefundDetails = z.infer<typeof RefundDetails>

/** What is particular to a refund that waits for a second person’s approval, or was not given it. */
export const Approval = z.object({
  /** What the reader may do: approve or decline it, or, who asked for it, withdraw it or take its row away. */
  action: z.nullable(z.enum(['decide', 'withdraw', 'dismiss'])),
  /** Until when it waits; null where it does no more. */
  expiresAt: z.nullable(Time),
  /** Null while it waits, and where nobody decided in time. */
  declinedBy: z.nullable(Actor),
  /** What who declined it wrote. */
  declineNote: z.nullable(z.string()),
})
export type Approval = z.infer<typeof Approval>

export const Card = z.object({ brand: z.string(), last4: z.string() })
export type Card = z.infer<typeof Card>

/** Where a Stripe row is to be seen. */
export const Links = z.object({
  /** The charge or the refund in Stripe's dashboard. */
  stripe: z.string(),
  /** Stripe's own receipt of a charge. */
  receipt: z.nullable(z.string()),
})
export type Links = z.infer<typeof Links>

export const Payment = z.object({
  id: z.string(),
  method: Method,
  /** Signed: money in is positive, money out negative. */
  amount: Amount,
  currency: Currency,
  status: PaymentStatus,
  /** Stripe's own time on a Stripe row, ours on a book row. */
  recordedAt: Time,
  recordedBy: Actor,
  note: z.nullable(z.string()),
  /** The failed or canceled refund that this payout replaces, whole or in part. */
  replaces: z.nullable(z.string()),
  charge: z.nullable(z.string()),
  card: z.nullable(Card),
  /** What can still be refunded on the charge; null on other rows. */
  refundable: z.nullable(Amount),
  /** The sum of the charge's succeeded refunds; null on other rows. */
  refunded: z.nullable(Amount),
  /** What lost disputes took of the charge; null on other rows. */
  lost: z.nullable(Amount),
  /** Stripe's fee on the charge, once known, in the currency of the store's balance. */
  fee: z.nullable(Money),
  /** Null on book rows, and on a refund that Stripe has not made yet. */
  links: z.nullable(Links),
  action: z.nullable(RowAction),
  blockedBy: z.nullable(BlockedBy),
  refund: z.nullable(RefundDetails),
  /** Only on a row that is `awaiting_approval` or `declined`. */
  approval: z.nullable(Approval),
})
export type Payment = z.infer<typeof Payment>

export const Dispute = z.object({
  id: z.string(),
  charge: z.string(),
  payment: z.nullable(z.string()),
  amount: Amount,
  currency: Currency,
  reason: z.string(),
  /** Stripe's word; one we do not know yet counts as open. */
  status: z.string(),
  open: z.boolean(),
  /** Before any money moved: the status starts with `warning_`. */
  inquiry: z.boolean(),
  evidenceDueBy: z.nullable(Time),
  evidenceSubmitted: z.boolean(),
  evidenceUrl: z.string(),
  /** Stripe's fee for the dispute, in the currency of the store's balance; null while it took none. */
  fee: z.nullable(Money),
  /** Since when the disputed money is away from the store's balance; null while it is not. */
  withdrawnAt: z.nullable(Time),
  openedAt: Time,
  closedAt: z.nullable(Time),
})
export type Dispute = z.infer<typeof Dispute>

export const Permissions = z.object({
  refund: z.boolean(),
  record: z.boolean(),
  remove: z.boolean(),
  audit: z.boolean(),
  approve: z.boolean(),
})
export type Permissions = z.infer<typeof Permissions>

/** What the caller may do on this invoice. */
export const TabPermissions = z.extend(Permissions, {
  /** What the session's `maxRefund` leaves this actor to refund here now, in minor units; null without such a limit. */
  refundLeft: z.nullable(Amount),
  /** What the session's `approvalAbove` leaves this actor to give back now without a second person; null without such a limit. */
  withoutApproval: z.nullable(Amount),
})
export type TabPermissions = z.infer<typeof TabPermissions>

const ON_INVOICE = [
  'refund_unknown',
  'currency_mismatch',
  'over_refunded',
  'event_dead',
  'difference',
  'stripe_key_refused',
  'stripe_right_missing',
  'restored',
] as const

/**
 * What needs a person. An `unmatched` charge names an invoice that is not known, and one with an `unusable_mark` none that could be
 * known, so no tab shows them; nor `notifications_dead`, which is about the host's own server, nor `live_updates_lost`, which is for
 * whoever runs this one: tabs still say what is so, a second later.
 */
export const AttentionCode = z.enum([...ON_INVOICE, 'unmatched', 'unusable_mark', 'notifications_dead', 'live_updates_lost'])
export type AttentionCode = z.infer<typeof AttentionCode>

/** What needs a person on this invoice, or stops its store. */
export const Attention = z.object({
  code: z.enum(ON_INVOICE),
  charge: z.nullable(z.string()),
  payment: z.nullable(z.string()),
  since: Time,
})
export type Attention = z.infer<typeof Attention>

/** How the books compared with Stripe when they were last checked. */
export const SyncState = z.object({
  checkedAt: Time,
  /** The same refunds, amounts and statuses, and nothing unknown; never the sum alone. */
  matches: z.boolean(),
  /** Stripe's net minus ours, in the invoice's minor units. */
  difference: Amount,
})
export type SyncState = z.infer<typeof SyncState>

/** The same as a tab shows it. */
export const TabSync = z.extend(SyncState, {
  /** Something of Stripe's has changed in the books since: what was found may be out of date. */
  changedSince: z.boolean(),
})
export type TabSync = z.infer<typeof TabSync>

export const Tab = z.object({
  invoice: Invoice,
  payments: z.array(Payment),
  disputes: z.array(Dispute),
  permissions: TabPermissions,
  attention: z.array(Attention),
  sync: z.nullable(TabSync),
  /** Grows with every change of the invoice's tab. */
  version: z.int(),
})
export type Tab = z.infer<typeof Tab>
