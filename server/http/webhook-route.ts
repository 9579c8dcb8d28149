/** Where Stripe knocks: the raw text, verified and stored before anything is answered. */
import type { Hono } from 'hono'
import { CALLS } from '../contract/calls.ts'
import { ApiError } from '../context/errors.ts'
import { acceptEvent } from '../inbox/accept.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { readBody, WEBHOOK_LIMIT } from './body.ts'
import type { App } from './env.ts'
import type { Metrics } from './metrics.ts'

/**
 * Stored, known already, of an unknown account or of the other mode: 200. A bad signature: 400. A store failure is
 * thrown on and becomes a 503 or a 500, so that Stripe sends the event again.
 */
export function addWebhookRoute(app: Hono<App>, services: GatewayCtx, metrics: Metrics): void {
  app.post(CALLS.receiveWebhook.path, async (c) => {
    c.set('call', 'receiveWebhook')
    const body = new TextDecoder().decode(await readBody(c.req.raw, WEBHOOK_LIMIT))
    const signature = c.req.header('stripe-signature') ?? null
    try {
      metrics.webhooks.inc({ outcome: await acceptEvent(services, { body, signature }) })
    } catch (error) {
      metrics.webhooks.inc({ outcome: error instanceof ApiError ? error.code : 'failed' })
      throw error
    }
    return c.json({ received: true })
  })
}
