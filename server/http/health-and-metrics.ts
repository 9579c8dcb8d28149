/** The calls of whoever runs the server; none needs a token or shows anything of a customer. */
import { checkReadiness } from '../health/check-readiness.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Metrics } from './metrics.ts'
import { describeApi } from './openapi/describe-api.ts'
import { createSharedReads } from './shared-reads.ts'
import type { Router } from './router.ts'

export function addHealthAndMetricsRoutes({ open, answer }: Router, ctx: GatewayCtx, metrics: Metrics, lifecycle: Lifecycle): void {
  const description = JSON.stringify(describeApi())
  // Whoever checks at the same time gets the same answer: anybody may.
  const shareCheck = createSharedReads<string | null>()

  open('health', (c) => {
    return lifecycle.lost.aborted
      ? answer(c, 'health', 503, { ok: false, because: 'The database is gone for good: start the server again.' })
      : answer(c, 'health', 200, { ok: true })
  })

  open('readiness', async (c) => {
    const because = lifecycle.draining.aborted ? 'The server is stopping.' : await shareCheck('readiness', () => checkReadiness(ctx))
    return because === null ? answer(c, 'readiness', 200, { ready: true }) : answer(c, 'readiness', 503, { ready: false, because })
  })

  open('metrics', async (c) => {
    const { text, contentType } = await metrics.read()
    return c.body(text, 200, { 'Content-Type': contentType })
  })

  open('openapi', (c) => c.body(description, 200, { 'Content-Type': 'application/json' }))
}
