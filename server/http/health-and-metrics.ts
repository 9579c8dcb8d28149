/** The calls of whoever runs the server; none needs a token or shows anything of a customer. */
import type { Condition } from '../health/readiness.ts'
import { sentenceOf } from '../health/warnings.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Metrics } from './metrics.ts'
import { describeApi } from './openapi/describe-api.ts'
import type { OpenRouter } from './router.ts'

export interface OperatorParts {
  readonly metrics: Metrics
  readonly lifecycle: Lifecycle
  readonly readCondition: () => Promise<Condition>
}

export function addHealthAndMetricsRoutes({ open, answer }: OpenRouter, { metrics, lifecycle, readCondition }: OperatorParts): void {
  open('health', (c) => {
    return lifecycle.lost.aborted
      ? answer(c, 'health', 503, { ok: false, because: 'The database is gone for good: start the server again.' })
      : answer(c, 'health', 200, { ok: true })
  })

  open('readiness', async (c) => {
    const { unready, warnings } = await readCondition()
    const said = warnings.length === 0 ? {} : { warnings: warnings.map(sentenceOf) }
    return unready === null
      ? answer(c, 'readiness', 200, { ready: true, ...said })
      : answer(c, 'readiness', 503, { ready: false, because: unready.says, ...said })
  })

  open('metrics', async (c) => {
    const { text, contentType } = await metrics.read()
    return c.body(text, 200, { 'Content-Type': contentType })
  })
}

export function addDescriptionRoute({ open }: OpenRouter): void {
  const description = JSON.stringify(describeApi())
  open('openapi', (c) => c.body(description, 200, { 'Content-Type': 'application/json' }))
}
