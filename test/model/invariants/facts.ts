/** Both sides of a history at rest: what Stripe holds and what the books hold. */
import type { Database } from '../../../server/database/connection.ts'
import type { SyncResult } from '../../../server/contract/responses.ts'
import type { Tab } from '../../../server/contract/tab.ts'
import type {
  AttentionItemRow,
  AuditEntryRow,
  ChargeRow,
  DisputeRow,
  EventRow,
  InvoiceRow,
  PaymentRow,
  RefundRequestRow,
} from '../../../server/database/schema.ts'
import type { Memory, PaidCharge } from '../play.ts'
import type { StripeRefund, StripeState } from '../stripe-state.ts'
import type { Attempt } from '../stripe-line.ts'

export interface Facts {
  readonly memory: Memory
  /** What was requested of Stripe. */
  readonly attempts: readonly Attempt[]
  /** Events that were answered with 200. */
  readonly taken: readonly { readonly id: string; readonly type: string }[]
  /** Errors that nothing explains. */
  readonly unexplained: readonly string[]
  readonly now: Date
  readonly stripe: StripeState
  /** Stripe's refunds of charges that are ours, without releases of authorisations. */
  readonly refunds: readonly StripeRefund[]
  readonly rows: readonly PaymentRow[]
  readonly requests: readonly RefundRequestRow[]
  readonly charges: readonly ChargeRow[]
  readonly disputes: readonly DisputeRow[]
  /** Oldest first. */
  readonly audit: readonly AuditEntryRow[]
  readonly events: readonly EventRow[]
  readonly attentionItems: readonly AttentionItemRow[]
  readonly invoices: readonly InvoiceRow[]
  readonly tabs: readonly Tab[]
  /** What “Sync now” says of each invoice. */
  readonly synced: readonly ({ readonly invoice: string } & SyncResult)[]
}

/** Something that must hold of every history at rest. */
export interface Invariant {
  /** A sentence about the product. */
  readonly name: string
  /** What contradicts it; empty where it holds. */
  broken(facts: Facts): string[]
}

/** What is to be known of a history besides its books. */
export interface Known extends Pick<Facts, 'memory' | 'attempts' | 'taken' | 'unexplained' | 'now' | 'stripe'> {
  readonly db: Database
  readonly store: string
  tab(invoice: string): Promise<Tab>
  sync(invoice: string): Promise<SyncResult>
}

export async function gatherFacts({ db, store, tab, sync, ...known }: Known): Promise<Facts> {
  const { stripe, memory } = known
  const invoices = await db.selectFrom('invoices').selectAll().where('store', '=', store).execute()
  const tabs: Tab[] = []
  for (const { id } of invoices) tabs.push(await tab(id))
  // Before the syncs, which take in events that never arrived: one that was answered and not stored would come back by them.
  const events = await db.selectFrom('events').selectAll().where('store', '=', store).execute()
  const synced: Facts['synced'][number][] = []
  for (const { id } of invoices) synced.push({ invoice: id, ...(await sync(id)) })
  return {
    ...known,
    refunds: stripe.refunds.filter(
      (refund) => isOurs(paidBy(memory, refund.charge)) && !isRelease(refund, stripe, paidBy(memory, refund.charge)),
    ),
    rows: await db.selectFrom('payments').selectAll().where('store', '=', store).orderBy('id').execute(),
    requests: await db.selectFrom('refund_requests').selectAll().where('store', '=', store).orderBy('id').execute(),
    charges: await db.selectFrom('charges').selectAll().where('store', '=', store).orderBy('id').execute(),
    disputes: await db.selectFrom('disputes').selectAll().where('store', '=', store).orderBy('id').execute(),
    audit: await db.selectFrom('audit_entries').selectAll().where('store', '=', store).orderBy('id').execute(),
    events,
    attentionItems: await db
      .selectFrom('attention_items')
      .selectAll()
      .where('store', '=', store)
      .where('acknowledged_at', 'is', null)
      .where('resolved_at', 'is', null)
      .execute(),
    invoices,
    tabs,
    synced,
  }
}

function paidBy(memory: Memory, charge: string): PaidCharge | undefined {
  return memory.charges.find(({ id }) => id === charge)
}

function isOurs(charge: PaidCharge | undefined): boolean {
  return charge !== undefined && charge.invoice !== null
}

/** Only where the history says that the rest of an authorisation was released in the old way, and no money moved. */
function isRelease(refund: StripeRefund, stripe: StripeState, paid: PaidCharge | undefined): boolean {
  const charge = stripe.charges.find(({ id }) => id === refund.charge)
  return (
    paid?.releasedAsRefund === true &&
    refund.balance_transaction === null &&
    refund.status === 'succeeded' &&
    charge !== undefined &&
    refund.amount === charge.amount - charge.amount_captured
  )
}

export function takes(status: string): boolean {
  return status !== 'failed' && status !== 'canceled'
}

export function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/**
 * What a dispute took for good: of a prevented one by its money, or by its kind while none moved. One that was lost, and neither
 * won nor prevented since, may count as lost or not, depending on whether anybody here was told of it in time: there the books are
 * believed.
 */
export function lostBy({ stripe, disputes }: Pick<Facts, 'stripe' | 'disputes'>, dispute: StripeState['disputes'][number]): number {
  const moved = dispute.balance_transactions.map(({ amount }) => amount)
  const prevented = moved.length === 0 ? dispute.payment_method_details.card.case_type === 'resolution' : total(moved) < 0
  const wasLost =
    stripe.events.some(({ data: { object } }) => object['id'] === dispute.id && object['status'] === 'lost') &&
    disputes.some(({ id, lost }) => id === dispute.id && lost)
  const isLost = dispute.status === 'prevented' ? prevented : dispute.status === 'lost' || (dispute.status !== 'won' && wasLost)
  return isLost ? dispute.amount : 0
}

/** Charges that are money, with the invoice that the history says they belong to: null while it isn't there to take them. */
export function placedCharges({ memory, stripe, invoices }: Facts): {
  readonly id: string
  readonly captured: number
  readonly currency: string
  readonly claims: string
  readonly invoice: string | null
}[] {
  return memory.charges.flatMap(({ id, currency, invoice: claims }) => {
    const charge = stripe.charges.find((one) => one.id === id)
    if (claims === null || charge === undefined || charge.amount_captured === 0 || charge.status !== 'succeeded') return []
    const invoice = invoices.find((one) => one.id === claims && one.currency === currency)
    return [{ id, captured: charge.amount_captured, currency, claims, invoice: invoice?.id ?? null }]
  })
}

const REQUEST = 'jeweltrak_refund_request'

/** The request that an attempt was made for, by its metadata. */
export function requestOf(attempt: Attempt): string {
  return new URLSearchParams(attempt.body).get(`metadata[${REQUEST}]`) ?? ''
}
