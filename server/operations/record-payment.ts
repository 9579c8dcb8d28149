/** A person or the host records a book entry: cash, check, store credit or gift card. No money is moved by us. */
import { isAmountOf } from '../contract/money.ts'
import type { RecordBookPayment } from '../contract/requests.ts'
import type { Payment } from '../contract/tab.ts'
import { Refusal } from '../domain/refusal.ts'
import { writeAudit } from '../database/queries/audit.ts'
import { touchInvoice } from '../database/queries/invoices.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice } from '../database/queries/locks.ts'
import type { InvoiceRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { actorOf, dropIfGone, type Caller } from './caller.ts'
import { digestOf, fingerprintOf, madeByKey, takeKey } from './idempotency.ts'
import { readPayment } from './read-tab.ts'
import { removedRow } from './tab-rows.ts'
import { findReplaced, refuseBeyondLeft, refuseReplacing } from './replaced-refund.ts'
import { refuseUncountable } from './refuse-uncountable.ts'
import type { Services } from './services.ts'

/**
 * Records `body.amount` minor units in or out, at most once per `idempotencyKey`.
 * Refused with: not_found, invalid_request, idempotency_key_reused, invoice_voided, amount_not_positive,
 * amount_exceeds_refundable.
 */
export async function recordPayment(
  s: Services,
  caller: Caller,
  invoice: string,
  body: RecordBookPayment,
  idempotencyKey: string | null,
): Promise<Payment> {
  const id = await invoiceTransaction(s, caller.store, [invoice], async (tx) => {
    const held = await lockInvoice(tx, caller.store, invoice)
    dropIfGone(caller)
    if (held === undefined) throw new Refusal('not_found', 'There is no such invoice.')
    if (!isAmountOf(held.currency, body.amount))
      throw new Refusal('invalid_request', 'The amount has more decimals than this currency allows.')
    const refund = body.replaces === undefined ? null : await findReplaced(tx, held, body.replaces)
    const key =
      idempotencyKey === null
        ? null
        : {
            store: caller.store,
            invoice,
            digest: digestOf(caller, invoice, idempotencyKey),
            fingerprint: fingerprintOf('payment', [body.method, body.amount, body.direction, body.replaces ?? null, body.note ?? null]),
          }
    const known = key === null ? null : await madeByKey(tx, key)
    if (known !== null) return known
    if (refund !== null) refuseReplacing(refund, body.direction)
    await refuseUncountable(tx, held, Math.max(0, body.amount))
    if (held.status === 'voided') throw new Refusal('invoice_voided')
    if (body.amount <= 0) throw new Refusal('amount_not_positive')
    if (refund !== null) await refuseBeyondLeft(tx, refund, body.amount)
    const made = await addRow(tx, s, caller, held, body, refund?.id ?? null)
    if (key !== null) await takeKey(tx, key, made)
    return made
  })
  return outcome(s, caller, invoice, id)
}

/** The payment as it stands: one that was removed since is in no tab, and says by `canceled` that it counts no more. */
async function outcome(s: Services, caller: Caller, invoice: string, id: string): Promise<Payment> {
  const removed = await s.db
    .selectFrom('payments')
    .selectAll()
    .where('store', '=', caller.store)
    .where('id', '=', id)
    .where('removed_at', 'is not', null)
    .executeTakeFirst()
  return removed === undefined ? readPayment(s, caller, invoice, id) : removedRow(removed)
}

async function addRow(
  tx: Transaction,
  s: Services,
  caller: Caller,
  invoice: InvoiceRow,
  body: RecordBookPayment,
  replaces: string | null,
): Promise<string> {
  const id = s.newId('pay')
  const at = s.clock()
  const amount = body.direction === 'out' ? -body.amount : body.amount
  const { actor_id, actor_name, via } = actorOf(caller)
  const { store, id: invoiceId, currency } = invoice
  await tx
    .insertInto('payments')
    .values({
      id,
      store,
      invoice: invoiceId,
      kind: 'book',
      method: body.method,
      amount,
      currency,
      status: 'succeeded',
      recorded_at: at,
      actor_id,
      actor_name,
      via,
      note: body.note ?? null,
      replaces,
      charge: null,
    })
    .execute()
  await writeAudit(tx, {
    store,
    invoice: invoiceId,
    action: 'payment_recorded',
    at,
    actor_name,
    via,
    payment: id,
    charge: null,
    refund: null,
    amount,
    currency,
    data: { method: body.method, note: body.note ?? null, replaces },
  })
  await touchInvoice(tx, store, invoiceId)
  return id
}
