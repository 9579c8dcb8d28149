import { z } from 'zod'
import { mergeMetadata } from '../metadata.ts'
import { addSession, sessionOf } from '../objects/checkout-sessions.ts'
import { createdWithin, pageOf } from '../pagination.ts'
import { amount, created, expand, integer, metadata, page, text } from '../params.ts'
import { route } from './route.ts'

const priceData = z.strictObject({
  currency: z
    .string()
    .regex(/^[a-zA-Z]{3}$/)
    .toLowerCase(),
  unit_amount: amount,
  product_data: z.strictObject({ name: text, description: text.optional() }),
})

const create = z.strictObject({
  ...expand,
  mode: z.literal('payment'),
  line_items: z.array(z.strictObject({ price_data: priceData, quantity: integer.optional() })).min(1),
  success_url: text.optional(),
  cancel_url: text.optional(),
  client_reference_id: z.string().min(1).max(200).optional(),
  customer_email: text.optional(),
  metadata: metadata.optional(),
  payment_intent_data: z.strictObject({ metadata: metadata.optional(), description: text.optional() }).optional(),
  payment_method_types: z.array(text).optional(),
})

export const checkoutSessionRoutes = [
  route('POST', '/v1/checkout/sessions', create, ({ context, params }) => {
    const total = params.line_items.reduce((sum, item) => sum + item.price_data.unit_amount * (item.quantity ?? 1), 0)
    const session = addSession(context, {
      amount: total,
      currency: params.line_items[0]?.price_data.currency ?? 'usd',
      clientReferenceId: params.client_reference_id,
      metadata: mergeMetadata({}, params.metadata),
      email: params.customer_email,
      methodTypes: params.payment_method_types ?? ['card'],
      successUrl: params.success_url,
      cancelUrl: params.cancel_url,
    })
    context.account.intentData.set(session.id, {
      metadata: mergeMetadata({}, params.payment_intent_data?.metadata),
      description: params.payment_intent_data?.description,
    })
    context.world.changed()
    return session
  }),

  route('GET', '/v1/checkout/sessions/:id', z.strictObject(expand), ({ context, id }) => sessionOf(context.account, id)),

  route(
    'GET',
    '/v1/checkout/sessions',
    z.strictObject({
      ...page,
      created,
      payment_intent: text.optional(),
      payment_link: text.optional(),
      status: z.enum(['open', 'complete', 'expired']).optional(),
    }),
    ({ context, params }) => {
      const sessions = [...context.account.sessions.values()].filter(
        (session) =>
          (params.payment_intent === undefined || session.payment_intent === params.payment_intent) &&
          (params.payment_link === undefined || session.payment_link === params.payment_link) &&
          (params.status === undefined || session.status === params.status) &&
          createdWithin(session.created, params.created),
      )
      return pageOf(sessions, params, '/v1/checkout/sessions')
    },
  ),
]
