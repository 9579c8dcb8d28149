/** What whoever runs the server asks it; none of it needs a token or tells anything of a customer. */
import type { Hono } from 'hono'
import { CALLS } from '../contract/calls.ts'
import { checkReadiness } from '../health/check-readiness.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { App } from './env.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Metrics } from './metrics.ts'
import { describeApi } from './openapi.ts'

export function addHealthAndMetricsRoutes(app: Hono<App>, services: GatewayCtx, metrics: Metrics, lifecycle: Lifecycle): void {
  const description = JSON.stringify(describeApi())

  app.get(CALLS.health.path, (c) => {
    c.set('call', 'health')
    return lifecycle.lost.aborted
      ? c.json({ ok: false, because: 'The database is gone for good: start the server again.' }, 503)
      : c.json({ ok: true })
  })

  app.get(CALLS.readiness.path, async (c) => {
    c.set('call', 'readiness')
    const because = lifecycle.draining.aborted ? 'The server is stopping.' : await checkReadiness(services)
    return because === null ? c.json({ ready: true }) : c.json({ ready: false, because }, 503)
  })

  app.get(CALLS.metrics.path, async (c) => {
    c.set('call', 'metrics')
    const { text, contentType } = await metrics.read()
    return c.body(text, 200, { 'Content-Type': contentType })
  })

  app.get(CALLS.openapi.path, (c) => {
    c.set('call', 'openapi')
    return c.body(description, 200, { 'Content-Type': 'application/json' })
  })
}
