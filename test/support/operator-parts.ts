/** What an app needs for whoever runs it, where a test is about something else. */
import type { Database } from '../../server/database/connection.ts'
import { createWatch } from '../../server/health/watch.ts'
import type { AppParts } from '../../server/http/app.ts'
import { createMetrics } from '../../server/http/metrics.ts'

export function operatorParts(db: Database): Pick<AppParts, 'metrics' | 'readCondition' | 'watch' | 'onStream' | 'operatorApart'> {
  const readCondition: AppParts['readCondition'] = () => Promise.resolve({ unready: null, warnings: [], lags: null })
  const metrics = createMetrics({ ctx: { db }, now: () => 0, readCondition, isHeard: () => true, pools: () => [], streams: () => 0 })
  return { metrics, readCondition, watch: createWatch(() => 0), onStream: () => {}, operatorApart: false }
}
