/** The tables as TypeScript sees them; the migrations are what makes them. Money is in minor units. */
import type { StripeRight } from '../contract/choices.ts'
import type { AccountId, ChargeId, DisputeId, InvoiceId, PaymentId, RefundId, StoreId } from '../contract/ids.ts'
import type { ColumnType, Generated, GeneratedAlways, Insertable, InsertObject, Selectable } from 'kysely'
import type { NotificationType } from '../contract/notifications.ts'
import type { AuditAction } from '../contract/responses.ts'
import type { AttentionCode, InvoiceStatus } from '../contract/tab.ts'
import type { Method, Via } from '../contract/fields.ts'
import type { RequestState } from '../domain/refund-approval.ts'
import type { RefundStatus } from '../domain/refund-statuses.ts'

/** A column that the database fills in where it is left out. */
type Defaulted<T> = ColumnType<T, T | undefined, T>

export interface Schema {
  stores: StoresTable
  api_keys: { hash: string; store: StoreId; hint: string; created_at: Defaulted<Date>; expires_at: Defaulted<Date | null> }
  embed_sessions: { id: string; store: StoreId; key: Defaulted<string | null>; origins: string[] | null; expires_at: Date }
  settings: { name: string; value: string }
  missing_rights: MissingRightsTable
  invoices: InvoicesTable
  charges: ChargesTable
  payments: PaymentsTable
  refund_requests: RefundRequestsTable
  idempotency_keys: { store: StoreId; invoice: InvoiceId; digest: string; fingerprint: string; made: string; taken_at: Defaulted<Date> }
  disputes: DisputesTable
  attention_items: AttentionItemsTable
  audit_entries: AuditEntriesTable
  events: EventsTable
  reconciliations: ReconciliationsTable
  endpoints: EndpointsTable
  notifications: NotificationsTable
}

interface StoresTable {
  id: StoreId
  name: string
  stripe_account: AccountId | null
  livemode: boolean
  allowed_origins: Defaulted<string[]>
  created_at: Defaulted<Date>
  version: Defaulted<number>
  restored_at: Defaulted<Date | null>
  stripe_key_refused_at: Defaulted<Date | null>
  stripe_key_tried_at: Defaulted<Date | null>
  reconciled_by: Defaulted<string | null>
  reconciled_until: Defaulted<Date | null>
}

interface MissingRightsTable {
  store: StoreId
  stripe_right: StripeRight
  missing_since: Defaulted<Date>
  tried_at: Defaulted<Date>
}

interface InvoicesTable {
  store: StoreId
  id: InvoiceId
  number: string
  currency: string
  total: number
  status: InvoiceStatus
  customer_name: string | null
  customer_email: string | null
  version: Defaulted<number>
  sync_checked_at: Defaulted<Date | null>
  sync_matches: Defaulted<boolean | null>
  sync_difference: Defaulted<number | null>
  sync_outdated: Defaulted<boolean>
}

interface ChargesTable {
  store: StoreId
  id: ChargeId
  assignment: 'assigned' | 'unmatched' | 'foreign'
  invoice: InvoiceId | null
  claimed_invoice: InvoiceId | null
  unmatched_because: 'unknown_invoice' | 'currency_mismatch' | null
  seen_at: Defaulted<Date>
  payment_intent: string | null
  method: 'stripe_link' | 'stripe_terminal'
  requires_reader: boolean
  currency: string
  authorized: number
  captured: number
  fee: number | null
  fee_currency: string | null
  card_brand: string | null
  card_last4: string | null
  receipt_url: string | null
  charged_at: Date
  compare_wanted_at: Defaulted<Date | null>
  lease: Defaulted<string | null>
  lease_until: Defaulted<Date | null>
  turn: Defaulted<string | null>
  turn_until: Defaulted<Date | null>
}

interface PaymentsTable {
  id: PaymentId
  store: StoreId
  invoice: InvoiceId | null
  kind: 'charge' | 'refund' | 'book'
  method: Method
  amount: number
  currency: string
  status: RefundStatus
  recorded_at: Defaulted<Date>
  actor_id: Defaulted<string | null>
  actor_name: string | null
  via: Via
  note: Defaulted<string | null>
  replaces: Defaulted<PaymentId | null>
  charge: ChargeId | null
  refund: Defaulted<RefundId | null>
  reason: Defaulted<string | null>
  pending_reason: Defaulted<string | null>
  failure_reason: Defaulted<string | null>
  reference_type: Defaulted<string | null>
  reference_value: Defaulted<string | null>
  reference_status: Defaulted<string | null>
  fetched_at: Defaulted<Date | null>
  removed_at: Defaulted<Date | null>
  removed_by: Defaulted<string | null>
}

interface RefundRequestsTable {
  id: PaymentId
  store: StoreId
  invoice: InvoiceId
  charge: ChargeId
  amount: number
  currency: string
  reason: 'requested_by_customer' | 'duplicate' | 'fraudulent'
  note: string | null
  actor_id: string
  actor_name: string | null
  via: Via
  key_digest: Defaulted<string | null>
  notify_customer: Defaulted<boolean | null>
  state: RequestState
  decider_id: Defaulted<string | null>
  decider_name: Defaulted<string | null>
  decider_via: Defaulted<Via | null>
  decision_note: Defaulted<string | null>
  dismissed_at: Defaulted<Date | null>
  reserved_at: Defaulted<Date>
  attempts: Defaulted<number>
  unanswered_at: Defaulted<Date | null>
  next_attempt_at: Defaulted<Date | null>
  refund: Defaulted<RefundId | null>
  stripe_code: Defaulted<string | null>
  closed_at: Defaulted<Date | null>
}

interface DisputesTable {
  store: StoreId
  id: DisputeId
  charge: ChargeId
  amount: number
  currency: string
  reason: string
  status: string
  is_charge_refundable: boolean
  evidence_due_by: Date | null
  evidence_submitted: boolean
  /** From `lost` on, through an appeal, until `won`. */
  lost: boolean
  funds: 'unmoved' | 'withdrawn' | 'returned'
  case_type: string | null
  fee: number | null
  fee_currency: string | null
  withdrawn_at: Date | null
  opened_at: Date
  closed_at: Date | null
  fetched_at: Date
}

interface AttentionItemsTable {
  id: Generated<number>
  store: StoreId
  code: AttentionCode
  invoice: Defaulted<InvoiceId | null>
  charge: Defaulted<ChargeId | null>
  payment: Defaulted<PaymentId | null>
  event: Defaulted<string | null>
  stripe_right: Defaulted<StripeRight | null>
  subject: GeneratedAlways<string>
  opened_at: Defaulted<Date>
  acknowledged_at: Defaulted<Date | null>
  acknowledged_remaining: Defaulted<number | null>
  resolved_at: Defaulted<Date | null>
}

interface AuditEntriesTable {
  id: Generated<number>
  store: StoreId
  invoice: InvoiceId | null
  action: AuditAction
  at: Defaulted<Date>
  actor_name: string | null
  via: Via
  payment: PaymentId | null
  charge: ChargeId | null
  refund: RefundId | null
  amount: number | null
  currency: string | null
  data: Defaulted<Record<string, unknown>>
}

interface EventsTable {
  account: AccountId
  id: string
  store: StoreId
  type: string
  charge: ChargeId | null
  payload: string
  state: Defaulted<'waiting' | 'applied' | 'dead'>
  received_at: Defaulted<Date>
  attempts: Defaulted<number>
  failures: Defaulted<number>
  next_attempt_at: Date
  claimed_by: Defaulted<string | null>
  last_error: Defaulted<string | null>
  applied_at: Defaulted<Date | null>
  alone: Defaulted<boolean>
}

interface ReconciliationsTable {
  id: Generated<number>
  store: StoreId
  started_at: Generated<Date>
  audited_before: Defaulted<number>
  since: Date | null
  phase: string
  after: Defaulted<string | null>
  report: Record<string, unknown>
  finished_at: Defaulted<Date | null>
}

interface EndpointsTable {
  id: string
  store: StoreId
  url: string
  secret: string
  old_secret: Defaulted<string | null>
  old_secret_until: Defaulted<Date | null>
  created_at: Defaulted<Date>
  failures: Defaulted<number>
  resting_until: Defaulted<Date | null>
}

interface NotificationsTable {
  id: Generated<number>
  store: StoreId
  endpoint: string
  type: NotificationType
  invoice: InvoiceId | null
  queue: GeneratedAlways<string>
  at: Defaulted<Date>
  facts: Record<string, unknown>
  status: Defaulted<'waiting' | 'delivered' | 'dead'>
  since: Defaulted<Date>
  attempts: Defaulted<number>
  next_attempt_at: Defaulted<Date>
  last_error: Defaulted<string | null>
  ended_at: Defaulted<Date | null>
}

export type StoreRow = Selectable<StoresTable>
export type InvoiceRow = Selectable<InvoicesTable>
export type ChargeRow = Selectable<ChargesTable>
export type NewCharge = InsertObject<Schema, 'charges'>
export type PaymentRow = Selectable<PaymentsTable>
export type NewPayment = InsertObject<Schema, 'payments'>
export type RefundRequestRow = Selectable<RefundRequestsTable>
export type DisputeRow = Selectable<DisputesTable>
export type NewAuditEntry = Insertable<AuditEntriesTable>
export type AuditEntryRow = Selectable<AuditEntriesTable>
export type ReconciliationRow = Selectable<ReconciliationsTable>
export type EventRow = Selectable<EventsTable>
export type EndpointRow = Selectable<EndpointsTable>
export type NotificationRow = Selectable<NotificationsTable>
export type AttentionItemRow = Selectable<AttentionItemsTable>
