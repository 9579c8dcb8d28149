import { setTimeout as pause } from 'node:timers/promises'
import { StripeUnavailable } from '../context/errors.ts'
import type { Log } from '../context/log.ts'
import type { StripeInspector } from '../stripe/inspect.ts'
import { checkEndpoints } from './doctor/check-endpoints.ts'
import type { Watch } from './watch.ts'

/** Seconds: what is wrong with an endpoint is seen within a minute of the start, and changes are rare after that. */
const AFTER = 20
const EVERY = 3600

export interface WatchEndpointsParts {
  readonly inspector: StripeInspector
  readonly watch: Watch
  readonly log: Log
  /** Seconds from now until the first look; 20 unless given. */
  readonly after?: number | undefined
  readonly stopping: AbortSignal
}

/** Looks soon and then hourly whether Stripe's endpoints are as they must be, until `stopping`. */
export async function watchEndpoints({ inspector, watch, log, after = AFTER, stopping }: WatchEndpointsParts): Promise<void> {
  for (let wait = after; ; wait = EVERY) {
    await pause(wait * 1000, undefined, { signal: stopping }).catch(() => {})
    if (stopping.aborted) return
    try {
      watch.endpoints(await readProblems(inspector))
    } catch (error) {
      if (!(error instanceof StripeUnavailable)) log.warn({ error }, 'The webhook endpoints at Stripe could not be checked.')
    }
  }
}

/** A key that may not read them is told by `doctor` alone. */
async function readProblems(inspector: StripeInspector) {
  const found = checkEndpoints(await inspector.webhookEndpoints())
  return found.flatMap(({ state, says, remedy }) => (state === 'mend' && remedy !== null ? [{ says: `Webhooks: ${says}`, remedy }] : []))
}
