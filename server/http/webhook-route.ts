/** Where Stripe sends its events: the raw text, verified and stored before anything is answered. */
import { ApiError } from '../context/errors.ts'
import { acceptEvent } from '../inbox/accept.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { readBody, WEBHOOK_LIMIT } from './body.ts'
import type { Metrics } from './metrics.ts'
import type { Router } from './router.ts'

/**
 * Stored, known already, of an unknown account or of the other mode, or no snapshot: 200. A bad signature: 400. A store failure is
 * thrown on and becomes a 503 or a 500, so that Stripe sends the event again.
 */
export function addWebhookRoute({ open, answer }: Router, services: GatewayCtx, metrics: Metrics): void {
  open('receiveWebhook', async (c) => {
    const body = new TextDecoder().decode(await readBody(c.req.raw, WEBHOOK_LIMIT))
    const signature = c.req.header('stripe-signature') ?? null
    try {
      metrics.webhooks.inc({ outcome: await acceptEvent(services, { body, signature }) })
    } catch (error) {
      metrics.webhooks.inc({ outcome: error instanceof ApiError ? error.code : 'failed' })
      throw error
    }
    return answer(c, 'receiveWebhook', 200, { received: true })
  })
}
