/** The host takes over a Stripe payment that exists already; its refunds and disputes come along. */
import type { ImportStripePayment } from '../contract/requests.ts'
import type { Payment } from '../contract/tab.ts'
import { Refusal } from '../domain/refusal.ts'
import { invoiceTransaction } from '../database/invoice-transaction.ts'
import { lockInvoice, lockInvoiceId } from '../database/queries/locks.ts'
import type { InvoiceRow } from '../database/schema.ts'
import { StripeUnavailable } from '../stripe/unavailable.ts'
import { dropIfGone, type Caller } from './caller.ts'
import { compareCharge } from './compare-charge.ts'
import { claim, findCharge, recordClaimed } from './record-charge.ts'
import { readPayment } from './read-tab.ts'
import type { Services } from './services.ts'
import { stripeAccountOf } from './stores.ts'

export interface Imported {
  readonly payment: Payment
  /** False where it was on this invoice already. */
  readonly created: boolean
}

/** Verified with Stripe. Refused with: not_found, invalid_request, invoice_voided, stripe_unavailable. */
export async function importPayment(s: Services, caller: Caller, invoice: string, body: ImportStripePayment): Promise<Imported> {
  const held = await s.db
    .selectFrom('invoices')
    .select(['status', 'currency'])
    .where('store', '=', caller.store)
    .where('id', '=', invoice)
    .executeTakeFirst()
  if (held === undefined) throw new Refusal('not_found', 'There is no such invoice.')
  const before = await findCharge(s, caller.store, body.charge)
  if (before?.state === 'assigned') return { payment: await rowOf(s, caller, invoice, body.charge), created: false }
  try {
    await take(s, caller, invoice, body, held)
  } catch (error) {
    if (error instanceof StripeUnavailable) throw new Refusal('stripe_unavailable')
    throw error
  }
  return { payment: await rowOf(s, caller, invoice, body.charge), created: true }
}

async function take(
  s: Services,
  caller: Caller,
  invoice: string,
  body: ImportStripePayment,
  held: Pick<InvoiceRow, 'status' | 'currency'>,
): Promise<void> {
  const account = await stripeAccountOf(s, caller.store)
  const charge = await s.stripe.getCharge(account, body.charge)
  if (charge === null) throw new Refusal('not_found', 'Stripe doesn’t know this charge in your account.')
  if (!charge.isMoney) throw new Refusal('invalid_request', 'This charge has not been paid.')
  if (charge.method !== body.method) throw new Refusal('invalid_request', `This charge was paid as ${charge.method}.`)
  if (charge.currency !== held.currency) throw new Refusal('invalid_request', 'This charge is in another currency than the invoice.')
  const claimed = await claim(s, account, charge)
  if (claimed !== null && claimed !== invoice) throw new Refusal('invalid_request', 'This charge names another invoice.')
  if (held.status === 'voided') throw new Refusal('invoice_voided')
  await invoiceTransaction(s, caller.store, [invoice], async (tx) => {
    await lockInvoiceId(tx, caller.store, invoice)
    await lockInvoice(tx, caller.store, invoice)
    dropIfGone(caller)
    await recordClaimed(tx, s, caller.store, charge, invoice)
  })
  await compareCharge(s, { store: caller.store, id: charge.id })
}

async function rowOf(s: Services, caller: Caller, invoice: string, charge: string): Promise<Payment> {
  const row = await s.db
    .selectFrom('payments')
    .select('id')
    .where('store', '=', caller.store)
    .where('invoice', '=', invoice)
    .where('charge', '=', charge)
    .where('kind', '=', 'charge')
    .executeTakeFirst()
  if (row === undefined) throw new Refusal('invalid_request', 'This charge belongs to another invoice.')
  return readPayment(s, caller, invoice, row.id)
}
