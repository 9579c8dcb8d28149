/** Reads what needs a person in a store, over all its invoices. */
import type { InvoiceId } from '../contract/ids.ts'
import type { Desk, DeskInvoice, DeskItem } from '../contract/desk.ts'
import { toItem } from '../attention/list.ts'
import type { Ctx } from '../context/ctx.ts'
import { found } from '../context/found.ts'
import type { Principal } from '../context/principal.ts'
import { readLedgers } from '../database/charge-ledgers.ts'
import { inOrderOfUrgency } from '../domain/desk-order.ts'
import { leftToPayOut } from '../domain/payouts.ts'
import { chargeBalance } from '../domain/refundable.ts'
import { dashboardOf } from '../tab/read-tab.ts'
import { toDispute } from '../tab/rows.ts'
import { MOST, readDeskRows, type DeskRows, type NamedInvoice } from './queries.ts'

/** The most urgent first. Of one kind no more than 200 are told. */
export async function readDesk(ctx: Ctx, { store }: Pick<Principal, 'store'>): Promise<Desk> {
  const rows = found(await readDeskRows(ctx.db, store), 'store')
  const invoices = new Map(rows.invoices.map((invoice) => [invoice.id, toDeskInvoice(invoice)]))
  const nameOf = (id: InvoiceId | null): DeskInvoice | null => invoices.get(id ?? '') ?? null
  const items = [...disputesOf(ctx, rows, nameOf), ...(await failedRefundsOf(ctx, store, rows, nameOf)), ...attentionOf(rows, nameOf)]
  const more = [rows.disputes, rows.refunds, rows.attention].some(({ length }) => length > MOST)
  return { items: inOrderOfUrgency(items), more }
}

type NameOf = (invoice: InvoiceId | null) => DeskInvoice | null

function toDeskInvoice({ id, number, customer_name: customer }: NamedInvoice): DeskInvoice {
  return { id, number, customer }
}

function disputesOf(ctx: Ctx, { account, disputes }: DeskRows, nameOf: NameOf): DeskItem[] {
  const dashboard = dashboardOf(ctx, account)
  return disputes
    .slice(0, MOST)
    .map((dispute) => ({ kind: 'dispute', invoice: nameOf(dispute.invoice), dispute: toDispute(dispute, dispute.payment, dashboard) }))
}

/** Those of which something may still be paid out: what went back to the customer another way needs nobody. */
async function failedRefundsOf(ctx: Ctx, store: string, { refunds, charges }: DeskRows, nameOf: NameOf): Promise<DeskItem[]> {
  const ledgers = await readLedgers(ctx.db, store, charges)
  return refunds.slice(0, MOST).flatMap((refund): DeskItem[] => {
    const invoice = nameOf(refund.invoice)
    const ledger = ledgers.get(refund.charge ?? '')
    if (invoice === null || ledger === undefined) return []
    const amount = leftToPayOut({ amount: -refund.amount, status: refund.status, payouts: [refund.paid_out] }, chargeBalance(ledger))
    if (amount === 0) return []
    const { id: payment, currency, failure_reason: failureReason, recorded_at: since } = refund
    return [{ kind: 'failed_refund', invoice, payment, amount, currency, failureReason, since: since.toISOString() }]
  })
}

function attentionOf({ attention }: DeskRows, nameOf: NameOf): DeskItem[] {
  return attention.slice(0, MOST).map((item) => ({ kind: 'attention', invoice: nameOf(item.invoice), item: toItem(item) }))
}
