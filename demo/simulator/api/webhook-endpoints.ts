import type { Stripe } from 'stripe'
import { z } from 'zod'
import { pageOf } from '../pagination.ts'
import { expand, page } from '../params.ts'
import type { WebhookEndpoint } from '../webhooks.ts'
import { seconds } from '../world.ts'
import { route } from './route.ts'

/** An endpoint as Stripe lists it: without its secret, which only its making shows. */
function shown({ url, events, apiVersion }: WebhookEndpoint, place: number, created: number): Stripe.WebhookEndpoint {
  return {
    id: `we_${place + 1}`,
    object: 'webhook_endpoint',
    api_version: apiVersion ?? null,
    application: null,
    created,
    description: null,
    enabled_events: [...(events ?? ['*'])],
    livemode: false,
    metadata: {},
    status: 'enabled',
    url,
  }
}

export const webhookEndpointRoutes = [
  route('GET', '/v1/webhook_endpoints', z.strictObject({ ...page, ...expand }), ({ context: { world }, params }) =>
    pageOf(
      world.endpoints().map((endpoint, place) => shown(endpoint, place, seconds(world.clock()))),
      params,
      '/v1/webhook_endpoints',
    ),
  ),
]
