import { isClean } from '../domain/reconciliation-report.ts'
import { applyEvent } from '../operations/apply-event.ts'
import { askRefund } from '../operations/ask-refund.ts'
import { compareCharge } from '../operations/compare-charge.ts'
import { findDueWork } from '../operations/find-due-work.ts'
import { findStoresToReconcile } from '../operations/find-stores-to-reconcile.ts'
import { lookForRestores } from '../operations/look-for-restore.ts'
import { purgeEmbedSessions } from '../operations/purge-embed-sessions.ts'
import { purgeForeignCharges } from '../operations/purge-foreign-charges.ts'
import { reconcileStore } from '../operations/reconcile-store.ts'
import { tryRefusedKeys } from '../operations/refused-key.ts'
import type { Services } from '../operations/services.ts'
import type { Workers } from './jobs.ts'

/** The operations that run by themselves. */
export function workersFor(s: Services): Workers {
  return {
    event: (event) => applyEvent(s, event),
    refund: ({ id }) => askRefund(s, id),
    charge: async (charge) => void (await compareCharge(s, charge)),
    begin: () => lookForRestores(s),
    async sweep() {
      const { events, refunds, charges } = await findDueWork(s)
      for (const event of events) await s.wake.event(event, 0)
      for (const refund of refunds) await s.wake.refund(refund, 0)
      for (const charge of charges) await s.wake.charge(charge, 0)
      await tryRefusedKeys(s)
      await purgeEmbedSessions(s)
      await purgeForeignCharges(s)
      return findStoresToReconcile(s)
    },
    async reconcile(store, stopping) {
      const report = await reconcileStore(s, store, { everything: false, onProgress: () => {}, stopping })
      if (report !== null && !isClean(report)) s.log.warn({ store, report }, 'A reconciliation found what needs a person.')
    },
  }
}
