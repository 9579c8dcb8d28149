/** Both sides of a history at rest: what Stripe holds and what the books hold. */
import type { Tab } from '../../../server/contract/tab.ts'
import type { AuditEntryRow, ChargeRow, DisputeRow, EventRow, InvoiceRow, PaymentRow, RefundRequestRow, Schema } from '../../../server/database/schema.ts'
import { readTab } from '../../../server/operations/read-tab.ts'
import type { Selectable } from 'kysely'
import type { Memory, PaidCharge } from '../play.ts'
import type { StripeRefund, StripeState } from '../stripe-state.ts'
import type { World } from '../world.ts'

export interface Facts {
  readonly world: World
  readonly memory: Memory
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
  readonly attentions: readonly Selectable<Schema['attentions']>[]
  readonly invoices: readonly InvoiceRow[]
  readonly tabs: readonly Tab[]
}

/** Something that must hold of every history at rest. */
export interface Invariant {
  /** A sentence about the product. */
  readonly name: string
  /** What contradicts it; empty where it holds. */
  broken(facts: Facts): string[]
}

export async function gatherFacts(world: World, memory: Memory): Promise<Facts> {
  const { db, store } = world
  const stripe = await world.stripe.state()
  const invoices = await db.selectFrom('invoices').selectAll().where('store', '=', store).execute()
  const tabs: Tab[] = []
  for (const { id } of invoices) tabs.push(await readTab(world.process(0).s, world.host, id))
  return {
    world,
    memory,
    stripe,
    refunds: stripe.refunds.filter((refund) => isOurs(paidBy(memory, refund.charge)) && !isRelease(refund, stripe, paidBy(memory, refund.charge))),
    rows: await db.selectFrom('payments').selectAll().where('store', '=', store).orderBy('id').execute(),
    requests: await db.selectFrom('refund_requests').selectAll().where('store', '=', store).orderBy('id').execute(),
    charges: await db.selectFrom('charges').selectAll().where('store', '=', store).orderBy('id').execute(),
    disputes: await db.selectFrom('disputes').selectAll().where('store', '=', store).orderBy('id').execute(),
    audit: await db.selectFrom('audit_entries').selectAll().where('store', '=', store).orderBy('id').execute(),
    events: await db.selectFrom('events').selectAll().where('store', '=', store).execute(),
    attentions: await db.selectFrom('attentions').selectAll().where('store', '=', store).where('settled_at', 'is', null).execute(),
    invoices,
    tabs,
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
  return paid?.releasedAsRefund === true && refund.balance_transaction === null && refund.status === 'succeeded' && charge !== undefined && refund.amount === charge.amount - charge.amount_captured
}

export function takes(status: string): boolean {
  return status !== 'failed' && status !== 'canceled'
}

export function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** What a dispute took for good. */
export function lostBy(dispute: StripeState['disputes'][number]): number {
  const withdrawn = -total(dispute.balance_transactions.map(({ amount }) => amount))
  return dispute.status === 'lost' || (dispute.status === 'prevented' && withdrawn > 0) ? dispute.amount : 0
}

/** Charges that are money, with the invoice that the history says they belong to: null while it isn't there to take them. */
export function placedCharges({ memory, stripe, invoices }: Facts): { readonly id: string; readonly captured: number; readonly currency: string; readonly claims: string; readonly invoice: string | null }[] {
  return memory.charges.flatMap(({ id, currency, invoice: claims }) => {
    const charge = stripe.charges.find((one) => one.id === id)
    if (claims === null || charge === undefined || !charge.captured || charge.status !== 'succeeded') return []
    const invoice = invoices.find((one) => one.id === claims && one.currency === currency)
    return [{ id, captured: charge.amount_captured, currency, claims, invoice: invoice?.id ?? null }]
  })
}
