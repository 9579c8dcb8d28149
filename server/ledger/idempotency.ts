/** The caller's idempotency keys, scoped to the invoice and to who calls; the invoice must be locked. */
import type { ChargeId, InvoiceId, PaymentId, StoreId } from '../contract/ids.ts'
import { createHash } from 'node:crypto'
import { ApiError } from '../context/errors.ts'
import type { Transaction } from '../database/transactions.ts'
import type { Principal } from '../context/principal.ts'
import { keepKey } from './queries.ts'

export interface KeyedCall {
  readonly store: StoreId
  readonly invoice: InvoiceId
  /** Of the key in its scope: {@link digestOf}. */
  readonly digest: string
  /** Equal for equal bodies. */
  readonly fingerprint: string
}

/**
 * Takes the key for `made`, or answers with what it made before; null where it is new. Refused with idempotency_key_reused
 * where it came with another body. `also` is a fingerprint that says the same with less, as after a restore.
 */
export async function takeKey(tx: Transaction, call: KeyedCall, made: PaymentId, also?: string): Promise<PaymentId | null> {
  const kept = await keepKey(tx, { ...call, made })
  if (kept.made === made) return null
  if (kept.fingerprint !== call.fingerprint && kept.fingerprint !== also) throw new ApiError('idempotency_key_reused')
  return kept.made
}

/** Takes a key that Stripe names; one that is known here stays what it is. */
export async function takeClaimedKey(tx: Transaction, call: KeyedCall, made: PaymentId): Promise<void> {
  await keepKey(tx, { ...call, made })
}

/**
 * Digests a caller's key together with its scope: the invoice, and the host or the actor. The digest goes to Stripe with each
 * refund, so how it is made must never change. Neither an invoice's id nor a key has a line break in it.
 */
export function digestOf(principal: Principal, invoice: InvoiceId, key: string): string {
  const who = principal.kind === 'host' ? 'host' : `actor\n${principal.actor.id}`
  return createHash('sha256').update(`${invoice}\n${key}\n${who}`).digest('hex')
}

export function fingerprintOf(call: string, members: readonly (string | number | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([call, ...members]))
    .digest('base64url')
}

/** A refund as Stripe has it: the same as its body but for the note and the row that it named. */
export function fingerprintOfClaimed(refund: {
  readonly charge: ChargeId
  readonly amount: number
  readonly reason: string | null
}): string {
  return fingerprintOf('claimed refund', [refund.charge, refund.amount, refund.reason])
}
