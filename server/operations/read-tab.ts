/** Reads the tab of one invoice, as one caller may see it. */
import type { Payment, Tab } from '../contract/tab.ts'
import { Refusal } from '../domain/refusal.ts'
import { paid } from '../domain/balance.ts'
import { readLedgers } from '../database/queries/ledgers.ts'
import { readAttention } from '../database/queries/attention-list.ts'
import type { InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { permissionsOf, type Caller } from './caller.ts'
import type { Services } from './services.ts'
import { disputeOf, rowsOf } from './tab-rows.ts'

/** Everything is read from one snapshot. Refused with not_found. */
export function readTab(s: Services, caller: Caller, invoice: string): Promise<Tab> {
  return s.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => assemble(tx, s, caller, invoice))
}

/** One row of the tab. Refused with not_found. */
export async function readPayment(s: Services, caller: Caller, invoice: string, id: string): Promise<Payment> {
  const tab = await readTab(s, caller, invoice)
  const payment = tab.payments.find((row) => row.id === id)
  if (payment === undefined) throw new Refusal('not_found', 'There is no such payment on this invoice.')
  return payment
}

async function assemble(tx: Transaction, s: Services, caller: Caller, id: string): Promise<Tab> {
  const { store } = caller
  const invoice = await tx.selectFrom('invoices').selectAll().where('store', '=', store).where('id', '=', id).executeTakeFirst()
  if (invoice === undefined) throw new Refusal('not_found', 'There is no such invoice.')
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
  const permissions = permissionsOf(caller)
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
    s.settings.dashboardUrl,
    ...(shop.stripe_account === null ? [] : [shop.stripe_account]),
    ...(s.settings.livemode ? [] : ['test']),
    'disputes',
  ].join('/')
  return {
    invoice: invoiceOf(invoice, payments),
    payments,
    disputes: disputes.map((dispute) => disputeOf(dispute, originals.get(dispute.charge) ?? null, evidence)),
    permissions,
    attention: await readAttention(tx, shop, invoice, charges, requests),
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
