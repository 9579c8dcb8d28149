import { touchStore, transaction } from '../database/transactions.ts'
import { resolveAttention } from '../attention/queries.ts'
import { readStoreState } from '../database/store-state.ts'
import { isOlderThanStripe } from '../sync/detect-restore.ts'
import { clearRestored } from './queries.ts'
import type { Run } from './run.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/**
 * After a reconciliation that began once the books were known to be older than Stripe: refunds go on where nothing is
 * missing any more. Else they wait for the next one. Throws StripeUnavailable.
 */
export async function endRestore(ctx: GatewayCtx, { store, account, startedAt }: Run): Promise<void> {
  const { restoredAt } = await readStoreState(ctx.db, store)
  if (restoredAt === null || startedAt < restoredAt) return
  if (await isOlderThanStripe(ctx, store, account)) {
    ctx.log.error({ store }, 'A store was reconciled and its books are still older than Stripe; its refunds wait for the next one.')
    return
  }
  await transaction(ctx, async (tx) => {
    if (!(await clearRestored(tx, store, restoredAt))) return
    await resolveAttention(tx, { store, code: 'restored', subject: store })
    touchStore(tx, store)
  })
  ctx.log.info({ store }, 'The books of a store match Stripe again after a restore; its refunds go on.')
}
