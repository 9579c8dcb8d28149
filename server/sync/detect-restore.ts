/**
 * Checks whether the books are older than Stripe, as after a restored backup or on a promoted standby: then Stripe's newest
 * refunds name requests that the books don't know. Such a store refunds nothing until it is reconciled, as an idempotency key that
 * the books forgot would refund a second time.
 */
import { touchStore, transaction } from '../database/transactions.ts'
import type { AccountId, StoreId } from '../contract/ids.ts'
import { openAttention } from '../attention/queries.ts'
import { readStoreState } from '../database/store-state.ts'
import { readDatabaseNow } from '../database/time.ts'
import type { StripeRefund } from '../domain/stripe-facts.ts'
import { StripeUnavailable } from '../context/errors.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { knownIds, setRestored, storeIds } from './store-queries.ts'

/** How far back is read at most, in days: as long as idempotency keys are kept. */
const LOOK_BACK_DAYS = 30

/** Checks once in this process for every store and database. What can't be read now is checked next time. */
export async function detectRestore(ctx: GatewayCtx, store: StoreId): Promise<void> {
  const { account, restoredAt, database } = await readStoreState(ctx.db, store)
  if (ctx.checkedForRestore.get(store) === database) return
  try {
    if (restoredAt === null && (await isOlderThanStripe(ctx, store, account))) await stopRefunds(ctx, store)
    ctx.checkedForRestore.set(store, database)
  } catch (error) {
    if (!(error instanceof StripeUnavailable)) throw error
    ctx.log.warn({ store, error }, 'The newest refunds of a store could not be read at Stripe; it refunds nothing until they can.')
  }
}

/** The same for every store, one after the other. */
export async function detectRestores(ctx: GatewayCtx): Promise<void> {
  for (const id of await storeIds(ctx.db)) await detectRestore(ctx, id)
}

/** Reads the newest page that has refunds of ours on it. Throws StripeUnavailable. */
export async function isOlderThanStripe(ctx: GatewayCtx, store: StoreId, account: AccountId | null): Promise<boolean> {
  const since = new Date((await readDatabaseNow(ctx.db)).getTime() - LOOK_BACK_DAYS * 24 * 3600 * 1000)
  for await (const { items } of ctx.gateway.pages.refunds(account, { since, after: null })) {
    const ours = items.filter(({ marks }) => marks?.store === store)
    if (ours.length > 0) return namesUnknown(ctx, store, ours)
  }
  return false
}

/** Whether one names a request that is not known here. One that is recorded is known; a foreign charge's never will be. */
async function namesUnknown({ db }: GatewayCtx, store: StoreId, refunds: readonly StripeRefund[]): Promise<boolean> {
  const known = await knownIds(db, store, refunds)
  return refunds.some(({ id, request, charge }) => !known.has(request) && !known.has(id) && !known.has(charge))
}

async function stopRefunds(ctx: GatewayCtx, store: StoreId): Promise<void> {
  const isNew = await transaction(ctx, async (tx) => {
    if (!(await setRestored(tx, store))) return false
    await openAttention(tx, { store, code: 'restored' })
    touchStore(tx, store)
    return true
  })
  if (!isNew) return
  ctx.log.error(
    { store },
    'The books of a store are older than Stripe, as after a restored backup: its refunds wait until it is reconciled.',
  )
}
