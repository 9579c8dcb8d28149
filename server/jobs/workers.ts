import { isClean } from '../domain/reconciliation-report.ts'
import { applyEvent } from '../inbox/apply.ts'
import { attemptRefund } from '../refunds/attempt.ts'
import { compareCharge } from '../sync/compare-charge.ts'
import { findDueWork } from './find-due-work.ts'
import { findStoresToReconcile } from '../reconciliation/due-stores.ts'
import { detectRestores } from '../sync/detect-restore.ts'
import { purgeEmbedSessions } from '../access/purge-embed-sessions.ts'
import { purgeForeignCharges } from './purge-foreign-charges.ts'
import { reconcileStore } from '../reconciliation/reconcile-store.ts'
import { tryRefusedKeys } from '../sync/refused-key.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Workers } from './jobs.ts'

/** The operations that run by themselves. */
export function workersFor(ctx: GatewayCtx): Workers {
  return {
    event: (event) => applyEvent(ctx, event),
    refund: ({ id }) => attemptRefund(ctx, id),
    charge: async (charge) => void (await compareCharge(ctx, charge)),
    begin: () => detectRestores(ctx),
    async sweep() {
      const { events, refunds, charges } = await findDueWork(ctx)
      for (const event of events) await ctx.wake.event(event, 0)
      for (const refund of refunds) await ctx.wake.refund(refund, 0)
      for (const charge of charges) await ctx.wake.charge(charge, 0)
      await tryRefusedKeys(ctx)
      await purgeEmbedSessions(ctx)
      await purgeForeignCharges(ctx)
      return findStoresToReconcile(ctx)
    },
    async reconcile(store, stopping) {
      const report = await reconcileStore(ctx, store, { everything: false, onProgress: () => {}, stopping })
      if (report !== null && !isClean(report)) ctx.log.warn({ store, report }, 'A reconciliation found what needs a person.')
    },
  }
}
