/** Where Stripe sends its events: the raw text, verified and stored before anything is answered. */
import type { Context } from 'hono'
import { ApiError } from '../context/errors.ts'
import { addFacts } from '../context/facts.ts'
import { createNewestWebhook } from '../health/newest-webhook.ts'
import type { Watch } from '../health/watch.ts'
import { acceptEvent, assertCanBeSigned, type Accepted } from '../inbox/accept.ts'
import { gatherEvents } from '../inbox/gather.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { readBody, assertReadable } from './body.ts'
import type { CallLimits } from './call-limits.ts'
import type { Env } from './env.ts'
import type { Metrics } from './metrics.ts'
import type { Router } from './router.ts'

export interface WebhookRouteParts {
  readonly ctx: GatewayCtx
  readonly metrics: Metrics
  readonly limits: CallLimits
  readonly watch: Watch
}

/**
 * Answers Stripe by what it should do next. 200, forget it: the event is stored or known, of an unknown account or the other mode,
 * or no snapshot. 400: the signature is bad, or 429 where an address sends many such. What can't be stored is thrown on and
 * becomes 503 or 500, so that Stripe sends it again.
 */
export function addWebhookRoute({ open, answer }: Router, { ctx, metrics, limits, watch }: WebhookRouteParts): void {
  const store = gatherEvents(ctx)
  const noteNewest = createNewestWebhook(ctx)
  const accept = async (c: Context<Env>): Promise<Accepted> => {
    const signature = c.req.header('stripe-signature') ?? null
    assertReadable(c.req.raw)
    assertCanBeSigned(ctx, signature)
    const body = new TextDecoder().decode(await readBody(c.req.raw))
    return acceptEvent(ctx, { body, signature }, store)
  }

  open('receiveWebhook', async (c) => {
    const count = (outcome: string): void => {
      metrics.webhooks.inc({ outcome })
      watch.webhook(outcome)
      addFacts({ webhook: outcome })
    }
    try {
      const outcome = await accept(c)
      count(outcome)
      if (outcome === 'stored') noteNewest()
    } catch (error) {
      count(error instanceof ApiError ? error.code : 'failed')
      if (error instanceof ApiError && error.code === 'invalid_signature') limits.signature(c)
      throw error
    }
    return answer(c, 'receiveWebhook', 200, { received: true })
  })
}
