/** The caller's idempotency keys, scoped to the invoice; the invoice must be locked. */
import { createHash } from 'node:crypto'
import { Refusal } from '../domain/refusal.ts'
import type { Transaction } from '../database/transactions.ts'

export interface KeyedCall {
  readonly store: string
  readonly invoice: string
  readonly key: string
  /** Equal for equal bodies. */
  readonly fingerprint: string
}

/** What the key made already, or null; refused with idempotency_key_reused where it came with another body. */
export async function madeByKey(tx: Transaction, call: KeyedCall): Promise<string | null> {
  const taken = await tx
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'made'])
    .where('store', '=', call.store)
    .where('invoice', '=', call.invoice)
    .where('key', '=', call.key)
    .executeTakeFirst()
  if (taken === undefined) return null
  if (taken.fingerprint !== call.fingerprint) throw new Refusal('idempotency_key_reused')
  return taken.made
}

/** Keeps the key together with what it made. */
export async function takeKey(tx: Transaction, call: KeyedCall, made: string): Promise<void> {
  await tx
    .insertInto('idempotency_keys')
    .values({ ...call, made })
    .execute()
}

export function fingerprintOf(call: string, members: readonly (string | number | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([call, ...members]))
    .digest('base64url')
}
