import type { StoreId } from '../contract/ids.ts'
import { isClean } from '../domain/reconciliation-report.ts'
import { giveStoreBack, keepStore, takeDueStores } from '../reconciliation/due-store-queries.ts'
import { reconcileStore } from '../reconciliation/reconcile-store.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'

/** Stores reconciled at once in this process: one that takes hours holds up no other. */
const AT_ONCE = 4

/** Seconds between two signs that a store is still being reconciled. */
const SIGN_EVERY = 20

/** Takes stores that are to be reconciled, as many as there are places for, each time that it is called; goes on until `stopping`. */
export function createReconciler(
  ctx: GatewayCtx,
  stopping: AbortSignal,
  reconcile = reconcileStore,
): { begin(): Promise<void>; finished(): Promise<void> } {
  const inHand = new Set<Promise<void>>()
  const by = ctx.newId('lease')

  const run = async (store: StoreId): Promise<void> => {
    const lost = new AbortController()
    const signs = setInterval(() => {
      keepStore(ctx, store, by).then(
        (kept) => kept || lost.abort(),
        (error: unknown) => ctx.log.warn({ store, error }, 'It could not be said that a store is still being reconciled.'),
      )
    }, SIGN_EVERY * 1000)
    try {
      const report = await reconcile(ctx, store, {
        everything: false,
        onProgress: () => {},
        stopping: AbortSignal.any([stopping, lost.signal]),
      })
      if (report !== null && !isClean(report)) ctx.log.warn({ store, report }, 'A reconciliation found what needs a person.')
    } catch (error) {
      ctx.log.warn({ error, store }, 'A store was not reconciled to the end; it goes on at the next check.')
    } finally {
      clearInterval(signs)
      await giveStoreBack(ctx, store, by).catch((error: unknown) => ctx.log.warn({ store, error }, 'A store could not be given back.'))
    }
  }

  return {
    async begin() {
      if (inHand.size >= AT_ONCE || stopping.aborted) return
      for (const store of await takeDueStores(ctx, by, AT_ONCE - inHand.size)) {
        const done: Promise<void> = run(store).finally(() => inHand.delete(done))
        inHand.add(done)
      }
    },
    finished: async () => void (await Promise.all(inHand)),
  }
}
