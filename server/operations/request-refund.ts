/** A person or the host asks for a refund: reserve, ask Stripe, record; the answer is the refund's row. */
import type { RequestRefund } from '../contract/requests.ts'
import type { Payment } from '../contract/tab.ts'
import { isAmountOf } from '../contract/money.ts'
import { Refusal } from '../domain/refusal.ts'
import { chargeStanding, type ChargeStanding } from '../domain/refundable.ts'
import { waitBeforeAsking } from '../domain/retries.ts'
import { writeAudit } from '../database/queries/audit.ts'
import { readLedgers } from '../database/queries/ledgers.ts'
import { refundedByActor } from '../database/queries/refund-requests.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import { actorOf, dropIfGone, type Caller } from './caller.ts'
import { askRefund } from './ask-refund.ts'
import { digestOf, fingerprintOf, fingerprintOfClaimed, madeByKey, takeKey } from './idempotency.ts'
import { lockedCharges } from './locked-charges.ts'
import { lookForRestore } from './look-for-restore.ts'
import { readPayment, readTab } from './read-tab.ts'
import { refuseWhileStopped } from './refuse-while-stopped.ts'
import { secondsFromNow } from '../database/time.ts'
import type { Services } from './services.ts'

/**
 * Refunds `body.amount` minor units of a charge, at most once per `idempotencyKey`. Returns the refund's row, with
 * status `processing` while Stripe's answer is unknown.
 * Refused with: not_found, invalid_request, idempotency_key_reused, not_refundable, charge_disputed, requires_reader,
 * amount_not_positive, amount_exceeds_refundable, exceeds_permission, stripe_refused, stripe_unavailable, unavailable.
 */
export async function requestRefund(
  s: Services,
  caller: Caller,
  invoice: string,
  body: RequestRefund,
  idempotencyKey: string,
): Promise<Payment> {
  await lookForRestore(s, caller.store)
  const reserved = await reserve(s, caller, invoice, body, idempotencyKey)
  if (reserved.isNew) await ask(s, reserved.id)
  return outcome(s, caller, invoice, reserved.id)
}

/** What is reserved is refunded or released, whatever happens to this call: a failure here only puts it off. */
async function ask(s: Services, id: string): Promise<void> {
  try {
    await askRefund(s, id)
  } catch (error) {
    s.log.error({ request: id, error }, 'Asking Stripe for a refund was cut short; it is looked at again')
    await s.wake.refund({ id }, waitBeforeAsking(1))
  }
}

interface Reserved {
  readonly id: string
  readonly isNew: boolean
}

async function reserve(s: Services, caller: Caller, invoice: string, body: RequestRefund, idempotencyKey: string): Promise<Reserved> {
  const original = await findOriginal(s, caller.store, invoice, body.payment)
  if (!isAmountOf(original.currency, body.amount))
    throw new Refusal('invalid_request', 'The amount has more decimals than this currency allows.')
  const key = {
    store: caller.store,
    invoice,
    digest: digestOf(caller, invoice, idempotencyKey),
    fingerprint: fingerprintOf('refund', [body.payment, body.amount, body.reason, body.note ?? null]),
  }
  const asClaimed = fingerprintOfClaimed({ charge: original.charge ?? '', amount: body.amount, reason: body.reason })
  return lockedCharges(s, caller.store, original.charge === null ? [] : [original.charge], async (tx, held, touched) => {
    dropIfGone(caller)
    const known = await madeByKey(tx, key, asClaimed)
    if (known !== null) return { id: known, isNew: false }
    const charge = held.get(original.charge ?? '')
    if (original.kind !== 'charge' || charge === undefined) throw new Refusal('not_refundable')
    const ledgers = await readLedgers(tx, caller.store, [charge])
    const ledger = ledgers.get(charge.id)
    if (ledger === undefined) throw new Refusal('not_refundable')
    refuseBeyond(chargeStanding(ledger), charge, body.amount)
    await refuseBeyondPermission(tx, caller, invoice, body.amount)
    await refuseWhileStopped(tx, s, caller.store)
    const id = s.newId('pay')
    await writeRequest(tx, s, caller, { id, invoice, charge, body, key_digest: key.digest })
    await takeKey(tx, key, id)
    touched.add(charge.id)
    return { id, isNew: true }
  })
}

/** The row to refund: any row that shows in the tab, so that a row of the wrong kind is told from none. */
async function findOriginal(s: Services, store: string, invoice: string, payment: string) {
  const row = await s.db
    .selectFrom('payments')
    .select(['kind', 'charge', 'currency'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', payment)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (row !== undefined) return row
  const request = await s.db
    .selectFrom('refund_requests')
    .select(['currency'])
    .where('store', '=', store)
    .where('invoice', '=', invoice)
    .where('id', '=', payment)
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (request !== undefined) return { kind: 'refund' as const, charge: null, currency: request.currency }
  throw new Refusal('not_found', 'There is no such payment on this invoice.')
}

function refuseBeyond(standing: ChargeStanding, charge: ChargeRow, amount: number): void {
  if (standing.disputed) throw new Refusal('charge_disputed')
  if (charge.requires_reader) throw new Refusal('requires_reader')
  if (amount <= 0) throw new Refusal('amount_not_positive')
  if (amount > standing.refundable) throw new Refusal('amount_exceeds_refundable', undefined, { refundable: standing.refundable })
}

async function refuseBeyondPermission(tx: Transaction, caller: Caller, invoice: string, amount: number): Promise<void> {
  if (caller.kind === 'host' || caller.maxRefund === null) return
  const already = await refundedByActor(tx, caller.store, invoice, caller.actor.id)
  if (already + amount > caller.maxRefund) throw new Refusal('exceeds_permission')
}

async function writeRequest(
  tx: Transaction,
  s: Services,
  caller: Caller,
  request: { id: string; invoice: string; charge: ChargeRow; body: RequestRefund; key_digest: string },
): Promise<void> {
  const { id, invoice, charge, body, key_digest } = request
  const { actor_id, actor_name, via } = actorOf(caller)
  await tx
    .insertInto('refund_requests')
    .values({
      id,
      store: caller.store,
      invoice,
      charge: charge.id,
      amount: body.amount,
      currency: charge.currency,
      reason: body.reason,
      note: body.note ?? null,
      actor_id,
      actor_name,
      via,
      key_digest,
      state: 'open',
      next_ask_at: secondsFromNow(waitBeforeAsking(1)),
    })
    .execute()
  await writeAudit(tx, {
    store: caller.store,
    invoice,
    action: 'refund_requested',
    at: s.clock(),
    actor_name,
    via,
    payment: id,
    charge: charge.id,
    refund: null,
    amount: -body.amount,
    currency: charge.currency,
    data: { reason: body.reason, note: body.note ?? null },
  })
}

/** What has become of the request by now: its row, or where it left none, why. */
async function outcome(s: Services, caller: Caller, invoice: string, id: string): Promise<Payment> {
  const { payments } = await readTab(s, caller, invoice)
  const row = payments.find((payment) => payment.id === id)
  if (row !== undefined) return row
  const request = await s.db
    .selectFrom('refund_requests')
    .select(['state', 'stripe_code', 'refusal', 'refund'])
    .where('store', '=', caller.store)
    .where('id', '=', id)
    .executeTakeFirst()
  if (request === undefined) throw new Refusal('idempotency_key_reused')
  // Only a request that made no refund has no row; one that was found to be made since then has it by now.
  if (request.state === 'open') return readPayment(s, caller, invoice, id)
  if (request.state === 'recorded') return readRecorded(s, caller, invoice, { id, refund: request.refund })
  throw new Refusal('stripe_refused', request.refusal ?? undefined, { stripeCode: request.stripe_code })
}

/** The row of the request's refund: its own, or the one that the refund had before it was known whose it is. */
async function readRecorded(
  s: Services,
  caller: Caller,
  invoice: string,
  { id, refund }: { readonly id: string; readonly refund: string | null },
): Promise<Payment> {
  const { payments } = await readTab(s, caller, invoice)
  const row = payments.find((payment) => payment.id === id || (refund !== null && payment.refund?.id === refund))
  if (row === undefined) throw new Refusal('not_found', 'There is no such payment on this invoice.')
  return row
}
