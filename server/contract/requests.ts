/** What callers send. Unknown members are refused, so that a misspelt one never passes for a default. */
import * as z from 'zod/mini'
import { Amount, BookMethod, ChargeMethod, Currency, Id, InvoiceId, name, Note, Permission, RefundReason, text } from './fields.ts'
import { InvoiceStatus } from './tab.ts'

/** `PUT /v1/invoices/{invoice}`: create or replace; members left out take their defaults. */
export const PutInvoice = z.strictObject({
  number: name(100),
  currency: Currency,
  /** Negative on an invoice that takes goods back. */
  total: Amount,
  /** The address is only shown and never written to, so it is whatever the host has; empty and null are none. */
  customer: z.nullish(z.strictObject({ name: name(200), email: z.nullish(text(0, 254)) })),
  status: z._default(InvoiceStatus, 'open'),
})
export type PutInvoice = z.infer<typeof PutInvoice>

/** A web origin as browsers send it: scheme, host and port, nothing more. */
export const WebOrigin = z
  .string()
  .check(z.refine((value) => URL.canParse(value) && new URL(value).origin === value, 'must be an origin such as https://shop.example'))

const SessionActor = z.strictObject({ id: name(200), name: name(200) })
const SessionOrigins = z.optional(z.array(WebOrigin).check(z.maxLength(20)))

/** `POST /v1/embed-sessions`: the short-lived right to show one invoice. */
export const InvoiceSession = z.strictObject({
  invoice: InvoiceId,
  actor: SessionActor,
  permissions: z._default(z.array(Permission), []),
  /** The most this actor may refund on this invoice within 24 hours, in minor units. */
  maxRefund: z.optional(Amount.check(z.nonnegative())),
  /** What this actor may give back on this invoice within 24 hours without a second person, in minor units; refunds above it need approval. */
  approvalAbove: z.optional(Amount.check(z.nonnegative())),
  origins: SessionOrigins,
})
export type InvoiceSession = z.infer<typeof InvoiceSession>

/** `POST /v1/embed-sessions`: the short-lived right to show the store's desk, and nothing of an invoice. */
export const DeskSession = z.strictObject({
  scope: z.literal('store'),
  actor: SessionActor,
  permissions: z.array(z.literal('desk')).check(z.length(1)),
  origins: SessionOrigins,
})
export type DeskSession = z.infer<typeof DeskSession>

export const CreateEmbedSession = z.union([InvoiceSession, DeskSession])
export type CreateEmbedSession = z.infer<typeof CreateEmbedSession>

/** `POST …/payments`: a book entry. */
export const RecordBookPayment = z.strictObject({
  method: BookMethod,
  amount: Amount,
  direction: z._default(z.enum(['in', 'out']), 'in'),
  /** A failed or canceled refund of this invoice that is paid out another way, whole or in part. */
  replaces: z.optional(Id),
  note: z.optional(Note),
})
export type RecordBookPayment = z.infer<typeof RecordBookPayment>

/** `POST …/payments` by a host: a Stripe payment that exists already, verified with Stripe. */
export const ImportStripePayment = z.strictObject({ method: ChargeMethod, charge: Id })
export type ImportStripePayment = z.infer<typeof ImportStripePayment>

export const RecordPayment = z.union([RecordBookPayment, ImportStripePayment])
export type RecordPayment = z.infer<typeof RecordPayment>

/** `POST …/refunds`. `amount` is positive, in the charge's minor units. */
export const RequestRefund = z.strictObject({
  payment: Id,
  amount: Amount,
  reason: z._default(RefundReason, 'requested_by_customer'),
  note: z.optional(Note),
  /** Whether the host is to tell the customer: handed on in its notifications, nothing else. */
  notifyCustomer: z.optional(z.boolean()),
})
export type RequestRefund = z.infer<typeof RequestRefund>

/** The person whom the host acts for, as {@link CreateEmbedSession} names one. A session acts for its own, and names none. */
const ActingPerson = z.optional(z.strictObject({ id: name(200), name: name(200) }))

/** `POST …/refunds/{payment}/approve`, and `…/withdraw`: a body may be left out by a session. */
export const DecideRefund = z._default(z.strictObject({ actor: ActingPerson }), {})
export type DecideRefund = z.infer<typeof DecideRefund>

/** `POST …/refunds/{payment}/decline`. */
export const DeclineRefund = z._default(z.strictObject({ actor: ActingPerson, note: z.optional(Note) }), {})
export type DeclineRefund = z.infer<typeof DeclineRefund>

/** `POST /v1/attention/{item}`: a person has seen it; it is hidden until there is more of it. */
export const AcknowledgeAttention = z.strictObject({ acknowledge: z.literal(true) })
export type AcknowledgeAttention = z.infer<typeof AcknowledgeAttention>

/** `POST /v1/attention/{item}`: a person says which invoice a payment is for whose mark names none that can take it. */
export const AssignAttention = z.strictObject({ assign: InvoiceId })
export type AssignAttention = z.infer<typeof AssignAttention>

export const ResolveAttention = z.union([AcknowledgeAttention, AssignAttention])
export type ResolveAttention = z.infer<typeof ResolveAttention>

/** `GET …/audit`. */
export const AuditQuery = z.strictObject({
  cursor: z.optional(z.string().check(z.regex(/^\d{1,18}$/, 'must be a cursor from an earlier page'))),
  limit: z._default(
    z.pipe(
      z.pipe(z.string().check(z.regex(/^([1-9]\d?|100)$/, 'must be 1 to 100')), z.transform(Number)),
      z.int().check(z.minimum(1), z.maximum(100)),
    ),
    50,
  ),
})
export type AuditQuery = z.infer<typeof AuditQuery>
