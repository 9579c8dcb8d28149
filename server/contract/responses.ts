/** What callers get back, besides the tab and its parts. */
import * as z from 'zod/mini'
import { STRIPE_RIGHTS } from './choices.ts'
import { Actor, Amount, Currency, Time } from './fields.ts'
import { AttentionCode, SyncState } from './tab.ts'

export const EmbedSession = z.object({ clientSecret: z.string(), expiresAt: Time })
export type EmbedSession = z.infer<typeof EmbedSession>

export const AuditAction = z.enum([
  'refund_requested',
  'refund_approval_requested',
  'refund_approved',
  'refund_declined',
  'refund_withdrawn',
  'refund_approval_expired',
  'refund_rejected',
  'stripe_refund_recorded',
  'stripe_refund_changed',
  'stripe_payment_recorded',
  'stripe_payment_changed',
  'payment_recorded',
  'payment_removed',
  'dispute_opened',
  'dispute_changed',
  'dispute_closed',
  'invoice_changed',
  'attention_acknowledged',
  'attention_resolved',
])
export type AuditAction = z.infer<typeof AuditAction>

/** What else is known of something that was done; members depend on what it was. */
const Data = z.record(z.string(), z.json())

export const AuditEntry = z.object({
  id: z.string(),
  action: AuditAction,
  at: Time,
  actor: Actor,
  /** The row concerned: a refund's own row. */
  payment: z.nullable(z.string()),
  charge: z.nullable(z.string()),
  /** Stripe's id of the refund. */
  refund: z.nullable(z.string()),
  amount: z.nullable(Amount),
  currency: z.nullable(Currency),
  data: Data,
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** A page of the audit log, newest first; `next` is the cursor of the following page, null on the last. */
export const AuditPage = z.object({ entries: z.array(AuditEntry), next: z.nullable(z.string()) })
export type AuditPage = z.infer<typeof AuditPage>

/** What may happen in the life of a charge: these entries of the audit log. */
export const StepKind = z.enum([
  'stripe_payment_recorded',
  'stripe_payment_changed',
  'refund_requested',
  'refund_approval_requested',
  'refund_approved',
  'refund_declined',
  'refund_withdrawn',
  'refund_approval_expired',
  'refund_rejected',
  'stripe_refund_recorded',
  'stripe_refund_changed',
  'payment_recorded',
  'payment_removed',
  'dispute_opened',
  'dispute_changed',
  'dispute_closed',
] satisfies AuditAction[])
export type StepKind = z.infer<typeof StepKind>

export const ThreadStep = z.object({
  /** Stripe's own time of what Stripe or its dashboard made, ours of everything else. */
  at: Time,
  what: StepKind,
  actor: Actor,
  amount: z.nullable(Amount),
  currency: z.nullable(Currency),
  /** `payment`, the row concerned, and what else is known. */
  data: Data,
})
export type ThreadStep = z.infer<typeof ThreadStep>

/** What became of a charge, the oldest first. */
export const Thread = z.object({ steps: z.array(ThreadStep) })
export type Thread = z.infer<typeof Thread>

/** What needs a person in a store. */
export const AttentionItem = z.object({
  /** Another one once there is more of it. */
  id: z.string(),
  code: AttentionCode,
  /** The invoice whose tab shows it, or that an unmatched charge names; all four are null where it is about the whole store. */
  invoice: z.nullable(z.string()),
  charge: z.nullable(z.string()),
  /** The row concerned: of a refund whose outcome is unknown, the row that it has or will have. */
  payment: z.nullable(z.string()),
  /** Stripe's event that could not be applied. */
  event: z.nullable(z.string()),
  /** What the Stripe key of the store may not do. */
  right: z.nullable(z.enum(STRIPE_RIGHTS)),
  since: Time,
  /** Whether a person closes it by acknowledging it; every other closes once its cause is gone. */
  acknowledgeable: z.boolean(),
})
export type AttentionItem = z.infer<typeof AttentionItem>

/** The oldest first. */
export const AttentionList = z.object({ items: z.array(AttentionItem) })
export type AttentionList = z.infer<typeof AttentionList>

/** What a reconciliation of one invoice found, after healing; `recorded` counts rows added or changed. */
export const SyncResult = z.extend(SyncState, { recorded: z.int() })
export type SyncResult = z.infer<typeof SyncResult>
