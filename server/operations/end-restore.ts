import { touchStore } from '../database/queries/invoices.ts'
import { readStoreState } from '../database/queries/store-state.ts'
import { isOlderThanStripe } from './look-for-restore.ts'
import type { Run } from './reconciliation/run.ts'
import type { Services } from './services.ts'

/**
 * After a reconciliation that began once the books were known to be older than Stripe: refunds go on where nothing is
 * missing any more. Else they wait for the next one. Throws StripeUnavailable.
 */
export async function endRestore(s: Services, { store, account, begunAt }: Run): Promise<void> {
  const { restoredAt } = await readStoreState(s.db, store)
  if (restoredAt === null || begunAt < restoredAt) return
  if (await isOlderThanStripe(s, store, account)) {
    s.log.error({ store }, 'A store was reconciled and its books are still older than Stripe; its refunds wait for the next one.')
    return
  }
  await s.db.transaction().execute(async (tx) => {
    await tx.updateTable('stores').set({ restored_at: null }).where('id', '=', store).where('restored_at', '=', restoredAt).execute()
    await touchStore(tx, store)
  })
  s.log.info({ store }, 'The books of a store match Stripe again after a restore; its refunds go on.')
}
