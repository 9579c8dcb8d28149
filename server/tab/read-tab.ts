/** Reads the tab of one invoice, as one caller may see it. */
import type { AccountId, ChargeId, InvoiceId, PaymentId } from '../contract/ids.ts'
import type { Attention, Payment, Permissions, Tab } from '../contract/tab.ts'
import type { Ctx } from '../context/ctx.ts'
import { found } from '../context/found.ts'
import { permissionsOf, type Principal } from '../context/principal.ts'
import { leftOf } from '../context/refund-left.ts'
import type { InvoiceRow } from '../database/schema.ts'
import { paid } from '../domain/balance.ts'
import { ledgersOf } from './ledgers.ts'
import { readTabRows, type InvoiceOfStore, type InvoiceRows, type TabRows } from './queries.ts'
import { toDispute, toInvoice, toPayment, type ShownRow } from './rows.ts'

/** Everything is read from one snapshot. Refused with not_found. */
export async function readTab(ctx: Ctx, principal: Principal, invoice: InvoiceId): Promise<Tab> {
  const actor = principal.kind === 'widget' && principal.maxRefund !== null ? principal.actor.id : null
  const rows = found(await readTabRows(ctx.db, principal.store, invoice, actor), 'invoice')
  return assemble(ctx, principal, rows)
}

/** One row of the tab. Refused with not_found. */
export async function readPayment(ctx: Ctx, principal: Principal, invoice: InvoiceId, id: PaymentId): Promise<Payment> {
  const { payments } = await readTab(ctx, principal, invoice)
  return found(
    payments.find((row) => row.id === id),
    'payment',
  )
}

function assemble(ctx: Ctx, principal: Principal, rows: TabRows): Tab {
  const { invoice } = rows
  const maxRefund = principal.kind === 'widget' ? principal.maxRefund : null
  const permissions = permissionsOf(principal)
  const originals = originalsOf(rows)
  const dashboard = dashboardOf(ctx, invoice.stripe_account)
  const payments = paymentsOf(rows, originals, permissions, { dashboard, isKeyRefused: isKeyRefused(invoice) })
  return {
    invoice: toInvoice(invoice, paid(payments)),
    payments,
    disputes: rows.disputes.map((dispute) => toDispute(dispute, originals.get(dispute.charge) ?? null, dashboard)),
    permissions: { ...permissions, refundLeft: maxRefund === null || rows.taken === null ? null : leftOf(maxRefund, rows.taken) },
    attention: attentionOf(rows),
    sync: syncOf(invoice),
    version: versionOf(invoice),
  }
}

/** What a tab tells of what needs a person: that the key lacks rights once, however many. */
function attentionOf({ attention }: TabRows): Attention[] {
  const firstRight = attention.find(({ code }) => code === 'stripe_right_missing')
  return attention.flatMap((item) => {
    const { code, charge, payment, opened_at } = item
    if (code === 'unmatched' || code === 'unusable_mark' || code === 'notifications_dead' || code === 'live_updates_lost') return []
    return code === 'stripe_right_missing' && item !== firstRight ? [] : [{ code, charge, payment, since: opened_at.toISOString() }]
  })
}

/** Whether Stripe does not accept the store's key, or not for refunds. */
function isKeyRefused({ stripe_key_refused_at: refusedAt, key_may_refund: mayRefund }: InvoiceOfStore): boolean {
  return refusedAt !== null || !mayRefund
}

/** The row of each charge. */
function originalsOf({ payments }: InvoiceRows): ReadonlyMap<ChargeId, PaymentId> {
  return new Map(payments.flatMap(({ kind, charge, id }) => (kind === 'charge' && charge !== null ? [[charge, id] as const] : [])))
}

/** All rows by the time they were recorded, then by id. */
function paymentsOf(
  rows: InvoiceRows,
  originals: ReadonlyMap<ChargeId, PaymentId>,
  permissions: Permissions,
  ofStore: Pick<ShownRow, 'dashboard' | 'isKeyRefused'>,
): Payment[] {
  const charges = new Map(rows.charges.map((charge) => [charge.id, charge]))
  const ledgers = ledgersOf(rows)
  const paidOut = paidOutOf(rows)
  const payments = [...rows.payments, ...rows.requests].map((row) => {
    const charge = row.charge ?? ''
    const around = { charge: charges.get(charge), ledger: ledgers.get(charge), original: originals.get(charge) ?? null, ...ofStore }
    return toPayment({ ...around, row, paidOut: paidOut.get(row.id) ?? 0 }, permissions)
  })
  return payments.toSorted((one, other) => Date.parse(one.recordedAt) - Date.parse(other.recordedAt) || (one.id < other.id ? -1 : 1))
}

/** What payouts replaced of each refund, by the refund's row. */
function paidOutOf({ payments }: InvoiceRows): ReadonlyMap<PaymentId, number> {
  const paidOut = new Map<PaymentId, number>()
  for (const { replaces, amount } of payments) if (replaces !== null) paidOut.set(replaces, (paidOut.get(replaces) ?? 0) - amount)
  return paidOut
}

/** Where an account is in Stripe's dashboard; null is the platform's own. */
export function dashboardOf({ settings: { dashboardUrl, livemode } }: Ctx, account: AccountId | null): string {
  return [dashboardUrl, ...(account === null ? [] : [account]), ...(livemode ? [] : ['test'])].join('/')
}

function syncOf(invoice: InvoiceRow): Tab['sync'] {
  if (invoice.sync_checked_at === null) return null
  return {
    checkedAt: invoice.sync_checked_at.toISOString(),
    matches: invoice.sync_matches ?? false,
    difference: invoice.sync_difference ?? 0,
    changedSince: invoice.sync_outdated,
  }
}

/** Grows with every change of the invoice, and with every one that all tabs of its store show. */
export function versionOf({ version, store_version }: Pick<InvoiceOfStore, 'version' | 'store_version'>): number {
  return version + store_version
}
