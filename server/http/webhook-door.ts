/** Where Stripe knocks: the raw text, verified and stored before anything is answered. */
import type { Hono } from 'hono'
import { CALLS } from '../contract/calls.ts'
import { Refusal } from '../domain/refusal.ts'
import { acceptEvent } from '../operations/accept-event.ts'
import type { Services } from '../operations/services.ts'
import { readBody, WEBHOOK_LIMIT } from './body.ts'
import type { App } from './context.ts'
import type { Metrics } from './metrics.ts'

/**
 * Stored, known already, of an unknown account or of the other mode: 200. A bad signature: 400. A store failure is
 * thrown on and becomes a 503 or a 500, so that Stripe sends the event again.
 */
export function addWebhookDoor(app: Hono<App>, services: Services, metrics: Metrics): void {
  app.post(CALLS.receiveWebhook.path, async (c) => {
    c.set('call', 'receiveWebhook')
    const body = new TextDecoder().decode(await readBody(c.req.raw, WEBHOOK_LIMIT))
    const signature = c.req.header('stripe-signature') ?? null
    try {
      metrics.webhooks.inc({ outcome: await acceptEvent(services, { body, signature }) })
    } catch (error) {
      metrics.webhooks.inc({ outcome: error instanceof Refusal ? error.code : 'failed' })
      throw error
    }
    return c.json({ received: true })
  })
}
