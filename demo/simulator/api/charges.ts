import { z } from 'zod'
import { mergeMetadata } from '../metadata.ts'
import { chargeOf } from '../objects/charges.ts'
import { emit } from '../objects/events.ts'
import { capture } from '../objects/captures.ts'
import { intentOf } from '../objects/payment-intents.ts'
import { createdWithin, pageOf } from '../pagination.ts'
import { amount, created, expand, metadata, page, text } from '../params.ts'
import { searchPageOf } from '../search.ts'
import { route } from './route.ts'

export const chargeRoutes = [
  route(
    'GET',
    '/v1/charges/search',
    z.strictObject({ ...expand, query: text, limit: page.limit, page: text.optional() }),
    ({ context, params }) => searchPageOf(context.account.charges.values(), params, '/v1/charges/search'),
  ),

  route('GET', '/v1/charges/:id', z.strictObject(expand), ({ context, id }) => chargeOf(context.account, id)),

  route(
    'GET',
    '/v1/charges',
    z.strictObject({ ...page, payment_intent: text.optional(), customer: text.optional(), created }),
    ({ context, params }) => {
      const charges = [...context.account.charges.values()].filter(
        (charge) =>
          (params.payment_intent === undefined || charge.payment_intent === params.payment_intent) &&
          (params.customer === undefined || charge.customer === params.customer) &&
          createdWithin(charge.created, params.created),
      )
      return pageOf(charges, params, '/v1/charges')
    },
  ),

  route(
    'POST',
    '/v1/charges/:id',
    z.strictObject({ ...expand, metadata: metadata.optional(), description: z.string().optional() }),
    ({ context, params, id }) => {
      const charge = chargeOf(context.account, id)
      const before = { metadata: charge.metadata, description: charge.description }
      charge.metadata = mergeMetadata(charge.metadata, params.metadata)
      if (params.description !== undefined) charge.description = params.description
      emit(context, 'charge.updated', charge, before)
      return charge
    },
  ),

  route(
    'POST',
    '/v1/charges/:id/capture',
    z.strictObject({ ...expand, amount: amount.optional() }),
    ({ context, params, id }) => {
      const charge = chargeOf(context.account, id)
      return capture(context, intentOf(context.account, charge.payment_intent ?? ''), { amount: params.amount })
    },
    ({ id }) => id,
  ),
]
