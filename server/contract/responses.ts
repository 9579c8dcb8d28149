/** What callers get back, besides the tab and its parts. */
import * as z from 'zod/mini'
import { Actor, Amount, Currency, Time } from './fields.ts'
import { SyncState } from './tab.ts'

export const EmbedSession = z.object({ clientSecret: z.string(), expiresAt: Time })
export type EmbedSession = z.infer<typeof EmbedSession>

export const AuditAction = z.enum([
  'refund_requested',
  'refund_rejected',
  'stripe_refund_recorded',
  'stripe_refund_changed',
  'stripe_payment_recorded',
  'payment_recorded',
  'payment_removed',
  'dispute_opened',
  'dispute_changed',
  'dispute_closed',
  'invoice_changed',
  'attention_acknowledged',
])
export type AuditAction = z.infer<typeof AuditAction>

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
  data: z.record(z.string(), z.json()),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** A page of the audit log, newest first; `next` is the cursor of the following page, null on the last. */
export const AuditPage = z.object({ entries: z.array(AuditEntry), next: z.nullable(z.string()) })
export type AuditPage = z.infer<typeof AuditPage>

/** What a reconciliation of one invoice found, after healing; `recorded` counts rows added or changed. */
export const SyncResult = z.extend(SyncState, { recorded: z.int() })
export type SyncResult = z.infer<typeof SyncResult>
