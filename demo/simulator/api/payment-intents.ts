import { z } from 'zod'
import { mergeMetadata } from '../metadata.ts'
import { capture } from '../objects/captures.ts'
import { declined, pay } from '../objects/paying.ts'
import { addIntent, cancel, intentOf, meansOf } from '../objects/payment-intents.ts'
import { createdWithin, pageOf } from '../pagination.ts'
import { amount, created, expand, flag, metadata, page, text } from '../params.ts'
import type { PaymentIntent } from '../state.ts'
import type { Context } from '../world.ts'
import { route } from './route.ts'

const create = z.strictObject({
  ...expand,
  amount,
  currency: z
    .string()
    .regex(/^[a-zA-Z]{3}$/)
    .toLowerCase(),
  automatic_payment_methods: z.strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() }).optional(),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  confirm: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  payment_method: text.optional(),
  payment_method_types: z.array(text).optional(),
  receipt_email: text.optional(),
  return_url: text.optional(),
})

function confirm(context: Context, intent: PaymentIntent, method: string): void {
  const charge = pay(context, intent, meansOf(method), { email: intent.receipt_email ?? undefined })
  if (charge.status === 'failed') throw declined(charge, intent)
}

export const paymentIntentRoutes = [
  route('POST', '/v1/payment_intents', create, ({ context, params }) => {
    const intent = addIntent(context, {
      amount: params.amount,
      currency: params.currency,
      captureMethod: params.capture_method,
      methodTypes: params.payment_method_types,
      metadata: mergeMetadata({}, params.metadata),
      description: params.description,
      receiptEmail: params.receipt_email,
    })
    if (params.payment_method !== undefined) {
      meansOf(params.payment_method)
      intent.payment_method = params.payment_method
      intent.status = 'requires_confirmation'
    }
    if (params.confirm === true) confirm(context, intent, params.payment_method ?? '')
    return intent
  }),

  route(
    'POST',
    '/v1/payment_intents/:id',
    z.strictObject({ ...expand, metadata: metadata.optional(), description: text.optional(), receipt_email: text.optional() }),
    ({ context, params, id }) => {
      const intent = intentOf(context.account, id)
      intent.metadata = mergeMetadata(intent.metadata, params.metadata)
      if (params.description !== undefined) intent.description = params.description
      if (params.receipt_email !== undefined) intent.receipt_email = params.receipt_email
      context.world.changed()
      return intent
    },
  ),

  route(
    'POST',
    '/v1/payment_intents/:id/confirm',
    z.strictObject({ ...expand, payment_method: text.optional(), receipt_email: text.optional(), return_url: text.optional() }),
    ({ context, params, id }) => {
      const intent = intentOf(context.account, id)
      confirm(context, intent, params.payment_method ?? String(intent.payment_method ?? ''))
      return intent
    },
    ({ id }) => id,
  ),

  route(
    'POST',
    '/v1/payment_intents/:id/capture',
    z.strictObject({ ...expand, amount_to_capture: amount.optional(), final_capture: flag.optional() }),
    ({ context, params, id }) => {
      const intent = intentOf(context.account, id)
      capture(context, intent, { amount: params.amount_to_capture, final: params.final_capture })
      return intent
    },
    ({ context, id }) => context.account.paymentIntents.get(id)?.latest_charge,
  ),

  route(
    'POST',
    '/v1/payment_intents/:id/cancel',
    z.strictObject({
      ...expand,
      cancellation_reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']).optional(),
    }),
    ({ context, params, id }) => {
      const intent = intentOf(context.account, id)
      cancel(context, intent, params.cancellation_reason ?? null)
      return intent
    },
    ({ context, id }) => context.account.paymentIntents.get(id)?.latest_charge,
  ),

  route('GET', '/v1/payment_intents/:id', z.strictObject({ ...expand, client_secret: text.optional() }), ({ context, id }) =>
    intentOf(context.account, id),
  ),

  route('GET', '/v1/payment_intents', z.strictObject({ ...page, customer: text.optional(), created }), ({ context, params }) => {
    const intents = [...context.account.paymentIntents.values()].filter(
      (intent) => (params.customer === undefined || intent.customer === params.customer) && createdWithin(intent.created, params.created),
    )
    return pageOf(intents, params, '/v1/payment_intents')
  }),
]
