/** Reads the tab of one invoice, as one caller may see it. */
import type { AccountId, ChargeId, InvoiceId, PaymentId } from '../contract/ids.ts'
import type { Attention, Payment, Tab } from '../contract/tab.ts'
import type { Ctx } from '../context/ctx.ts'
import { found } from '../context/found.ts'
import { isLimited, limitsOf, readerOf, type Principal, type Reader } from '../context/principal.ts'
import type { InvoiceRow, RefundRequestRow } from '../database/schema.ts'
import { paid } from '../domain/balance.ts'
import { isReserved, moneyLeft } from '../domain/refund-approval.ts'
import { ledgersOf } from './ledgers.ts'
import { readTabRows, type InvoiceOfStore, type InvoiceRows, type TabRows } from './queries.ts'
import { toDispute, toInvoice, toPayment, type ShownRow } from './rows.ts'

/** Everything is read from one snapshot. Refused with not_found. */
export async function readTab(ctx: Ctx, principal: Principal, invoice: InvoiceId): Promise<Tab> {
  return tabOf(ctx, principal, await readRows(ctx, principal, invoice))
}

/** What the tab is made of: the same for all whose `actorOfRows` is. Refused with not_found. */
export async function readRows({ db }: Ctx, principal: Principal, invoice: InvoiceId): Promise<TabRows> {
  return found(await readTabRows(db, principal.store, invoice, actorOfRows(principal)), 'invoice')
}

/** Whose doings are read besides the books: of a person whose session has limits. */
export function actorOfRows(principal: Principal): string | null {
  return isLimited(principal) ? principal.actor.id : null
}

/** One row of the tab. Refused with not_found. */
export async function readPayment(ctx: Ctx, principal: Principal, invoice: InvoiceId, id: PaymentId): Promise<Payment> {
  const { payments } = await readTab(ctx, principal, invoice)
  return found(
    payments.find((row) => row.id === id),
    'payment',
  )
}

/** Whether the rows look different to who asked for a refund that waits, or was not approved. */
export function isPersonal({ requests }: TabRows): boolean {
  return requests.some(({ state }) => state !== 'open')
}

/** What these rows say to the caller. */
export function tabOf(ctx: Ctx, principal: Principal, rows: TabRows): Tab {
  const { invoice } = rows
  const reader = readerOf(principal)
  const originals = originalsOf(rows)
  const dashboard = dashboardOf(ctx, invoice.stripe_account)
  const payments = paymentsOf(rows, originals, reader, { dashboard, isKeyRefused: isKeyRefused(invoice) })
  return {
    invoice: toInvoice(invoice, paid(payments)),
    payments,
    disputes: rows.disputes.map((dispute) => toDispute(dispute, originals.get(dispute.charge) ?? null, dashboard)),
    permissions: { ...reader.permissions, ...moneyLeft(limitsOf(principal), rows.taken ?? NOTHING_TAKEN) },
    attention: attentionOf(rows),
    sync: syncOf(invoice),
    version: versionOf(invoice),
  }
}

const NOTHING_TAKEN = { total: 0, unapproved: 0 }

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
  reader: Reader,
  ofStore: Pick<ShownRow, 'dashboard' | 'isKeyRefused'>,
): Payment[] {
  const charges = new Map(rows.charges.map((charge) => [charge.id, charge]))
  const ledgers = ledgersOf(rows)
  const paidOut = paidOutOf(rows)
  const payments = [...rows.payments, ...rows.requests.filter((request) => isShownTo(reader, request))].map((row) => {
    const charge = row.charge ?? ''
    const around = { charge: charges.get(charge), ledger: ledgers.get(charge), original: originals.get(charge) ?? null, ...ofStore }
    return toPayment({ ...around, row, paidOut: paidOut.get(row.id) ?? 0 }, reader)
  })
  return payments.toSorted((one, other) => Date.parse(one.recordedAt) - Date.parse(other.recordedAt) || (one.id < other.id ? -1 : 1))
}

/** A request that was declined or expired stays for who asked for it. */
function isShownTo({ actor }: Reader, { state, actor_id: requester }: RefundRequestRow): boolean {
  return isReserved(state) || actor === requester
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
