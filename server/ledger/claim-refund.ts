/**
 * After a restore the books have lost refund requests that Stripe's refunds still name. What such a refund says of itself
 * is claimed, not known: whoever may change it at Stripe may have written it.
 */
import type { Via } from '../contract/fields.ts'
import type { PaymentId } from '../contract/ids.ts'
import type { ChargeRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { fingerprintOfClaimed, takeClaimedKey } from './idempotency.ts'
import { isIdTaken } from './refund-queries.ts'
import type { Ctx } from '../context/ctx.ts'

/** The refund's row as its request would have made it. */
export interface Claimed {
  readonly id: PaymentId
  readonly actor_id: string
  readonly actor_name: null
  readonly via: Via
}

/**
 * Brings back who requested a refund whose request is not known here, and the caller's key, which from now on answers
 * with the refund's row. Null where the refund does not say it, or names another store.
 */
export async function claimRefund(tx: Transaction, ctx: Ctx, charge: ChargeRow, refund: StripeRefund): Promise<Claimed | null> {
  const { marks } = refund
  if (marks?.requester == null || marks.store !== charge.store) return null
  const { via, actor, key } = marks.requester
  const id = (await isFree(tx, marks.request)) ? marks.request : ctx.newId('pay')
  const call = { store: charge.store, invoice: marks.invoice, digest: key, fingerprint: fingerprintOfClaimed(refund) }
  await takeClaimedKey(tx, call, id)
  return { id, actor_id: actor, actor_name: null, via }
}

/** Whether the request's id, which its row would have had, is one of ours and nobody else's. */
async function isFree(tx: Transaction, id: PaymentId): Promise<boolean> {
  return /^pay_[A-Za-z0-9_]{1,64}$/.test(id) && !(await isIdTaken(tx, id))
}
