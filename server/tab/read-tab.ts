/** Reads the tab of one invoice, as one caller may see it. */
import type { InvoiceId } from '../contract/ids.ts'
import type { Payment, Tab } from '../contract/tab.ts'
import { ApiError } from '../context/errors.ts'
import { paid } from '../domain/balance.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { readAttention } from './attention.ts'
import type { InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { permissionsOf, type Principal } from '../context/principal.ts'
import type { Ctx } from '../context/ctx.ts'
import { refundLeft } from './refund-limit.ts'
import { disputeOf, rowsOf } from './tab-rows.ts'

/** Everything is read from one snapshot. Refused with not_found. */
export function readTab(ctx: Ctx, principal: Principal, invoice: InvoiceId): Promise<Tab> {
  return ctx.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => assemble(tx, ctx, principal, invoice))
}

/** One row of the tab. Refused with not_found. */
export async function readPayment(ctx: Ctx, principal: Principal, invoice: InvoiceId, id: string): Promise<Payment> {
  const tab = await readTab(ctx, principal, invoice)
  const payment = tab.payments.find((row) => row.id === id)
  if (payment === undefined) throw new ApiError('not_found', 'There is no such payment on this invoice.')
  return payment
}

async function assemble(tx: Transaction, ctx: Ctx, principal: Principal, id: InvoiceId): Promise<Tab> {
  const { store } = principal
  const invoice = await tx.selectFrom('invoices').selectAll().where('store', '=', store).where('id', '=', id).executeTakeFirst()
  if (invoice === undefined) throw new ApiError('not_found', 'There is no such invoice.')
  const shop = await tx.selectFrom('stores').selectAll().where('id', '=', store).executeTakeFirstOrThrow()
  const rows = await tx
    .selectFrom('payments')
    .selectAll()
    .where('store', '=', store)
    .where('invoice', '=', id)
    .where('removed_at', 'is', null)
    .execute()
  const charges = await tx.selectFrom('charges').selectAll().where('store', '=', store).where('invoice', '=', id).execute()
  const requests = await tx
    .selectFrom('refund_requests')
    .selectAll()
    .where('store', '=', store)
    .where('invoice', '=', id)
    .where('state', '=', 'open')
    .execute()
  const disputes =
    charges.length === 0
      ? []
      : await tx
          .selectFrom('disputes')
          .selectAll()
          .where('store', '=', store)
          .where(
            'charge',
            'in',
            charges.map((charge) => charge.id),
          )
          .orderBy('opened_at')
          .orderBy('id')
          .execute()
  const permissions = permissionsOf(principal)
  const payments = rowsOf({
    rows,
    charges,
    requests,
    ledgers: await readLedgers(tx, store, charges),
    permissions,
    keyRefused: shop.stripe_key_refused_at !== null,
  })
  const originals = new Map(rows.flatMap((row) => (row.kind === 'charge' && row.charge !== null ? [[row.charge, row.id] as const] : [])))
  const evidence = [
    ctx.settings.dashboardUrl,
    ...(shop.stripe_account === null ? [] : [shop.stripe_account]),
    ...(ctx.settings.livemode ? [] : ['test']),
    'disputes',
  ].join('/')
  return {
    invoice: invoiceOf(invoice, payments),
    payments,
    disputes: disputes.map((dispute) => disputeOf(dispute, originals.get(dispute.charge) ?? null, evidence)),
    permissions: { ...permissions, refundLeft: await refundLeft(tx, principal, id) },
    attention: await readAttention(tx, invoice),
    sync: syncOf(invoice),
    version: invoice.version + shop.version,
  }
}

function invoiceOf(invoice: InvoiceRow, payments: readonly Payment[]): Tab['invoice'] {
  const { id, number, currency, total, status } = invoice
  const sum = paid(payments)
  const customer = invoice.customer_name === null ? null : { name: invoice.customer_name, email: invoice.customer_email }
  return { id, number, currency, total, paid: sum, balance: total - sum, status, customer }
}

function syncOf(invoice: InvoiceRow): Tab['sync'] {
  if (invoice.sync_checked_at === null) return null
  return {
    checkedAt: invoice.sync_checked_at.toISOString(),
    matches: invoice.sync_matches ?? false,
    difference: invoice.sync_difference ?? 0,
  }
}
