/** What the host is told of: notifications, signed by Standard Webhooks. Money is in minor units. */
import * as z from 'zod/mini'
import { Actor, Amount, Currency, Method, Time } from './fields.ts'
import { AttentionCode, Card, RefundReference } from './tab.ts'

const text = z.string()

export const PaymentNews = z.object({
  store: text,
  invoice: text,
  payment: text,
  method: Method,
  /** Signed as the row: money in is positive, money out negative. */
  amount: Amount,
  currency: Currency,
  charge: z.nullable(text),
  actor: Actor,
})
export type PaymentNews = z.infer<typeof PaymentNews>

export const RefundNews = z.object({
  store: text,
  invoice: text,
  /** The refund's row, the same from the request on. */
  payment: text,
  charge: text,
  /** Stripe's id; null until it is known. */
  refund: z.nullable(text),
  /** What goes back to the customer: positive. */
  amount: Amount,
  currency: Currency,
  /** Where it stands now; `rejected` where Stripe refused it or never made it, so that nothing goes back. */
  status: z.enum([
    'awaiting_approval',
    'declined',
    'withdrawn',
    'expired',
    'processing',
    'pending',
    'requires_action',
    'succeeded',
    'failed',
    'canceled',
    'rejected',
  ]),
  reason: z.nullable(text),
  failureReason: z.nullable(text),
  card: z.nullable(Card),
  /** Business days after which the customer sees it on a card's statement. */
  window: z.nullable(z.object({ from: z.int(), to: z.int() })),
  reference: z.nullable(RefundReference),
  /** Whether whoever refunded wants the customer told; null where nobody said. */
  notifyCustomer: z.nullable(z.boolean()),
  /** What who declined it wrote. */
  note: z.nullable(text),
  /** Who asked for it, by the id that the session named; null where it was not asked for here. */
  requester: z.nullable(z.object({ id: text, name: z.nullable(text) })),
  actor: Actor,
})
export type RefundNews = z.infer<typeof RefundNews>

export const DisputeNews = z.object({
  store: text,
  invoice: text,
  dispute: text,
  charge: text,
  payment: z.nullable(text),
  amount: Amount,
  currency: Currency,
  reason: text,
  /** Stripe's word. */
  status: text,
  evidenceDueBy: z.nullable(Time),
  evidenceSubmitted: z.boolean(),
})
export type DisputeNews = z.infer<typeof DisputeNews>

export const BalanceNews = z.object({ store: text, invoice: text, currency: Currency, total: Amount, paid: Amount, balance: Amount })
export type BalanceNews = z.infer<typeof BalanceNews>

export const AttentionNews = z.object({
  store: text,
  code: AttentionCode,
  invoice: z.nullable(text),
  charge: z.nullable(text),
  payment: z.nullable(text),
})
export type AttentionNews = z.infer<typeof AttentionNews>

const of = <Type extends string, Data extends z.ZodMiniType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), timestamp: Time, data })

/** Each by its type. `timestamp`: when it happened. */
export const NOTIFICATIONS = {
  'payment.recorded': of('payment.recorded', PaymentNews),
  'payment.removed': of('payment.removed', PaymentNews),
  'refund.requested': of('refund.requested', RefundNews),
  'refund.approval_requested': of('refund.approval_requested', RefundNews),
  'refund.approved': of('refund.approved', RefundNews),
  'refund.declined': of('refund.declined', RefundNews),
  'refund.withdrawn': of('refund.withdrawn', RefundNews),
  'refund.approval_expired': of('refund.approval_expired', RefundNews),
  'refund.recorded': of('refund.recorded', RefundNews),
  'refund.changed': of('refund.changed', RefundNews),
  'dispute.opened': of('dispute.opened', DisputeNews),
  'dispute.changed': of('dispute.changed', DisputeNews),
  'dispute.closed': of('dispute.closed', DisputeNews),
  'invoice.balance_changed': of('invoice.balance_changed', BalanceNews),
  'attention.opened': of('attention.opened', AttentionNews),
} as const

export type NotificationType = keyof typeof NOTIFICATIONS

/** The body of a notification. Its header `webhook-id` is the same however often it is sent. */
export type Notification = { [Type in NotificationType]: z.infer<(typeof NOTIFICATIONS)[Type]> }[NotificationType]

export function isNotificationType(type: string): type is NotificationType {
  return Object.hasOwn(NOTIFICATIONS, type)
}
