import { z } from 'zod'
import { invalid } from '../errors.ts'
import { mergeMetadata } from '../metadata.ts'
import { chargeOf } from '../objects/charges.ts'
import { emit } from '../objects/events.ts'
import { intentOf } from '../objects/payment-intents.ts'
import { testMethod } from '../objects/payment-methods.ts'
import { cancelRefund } from '../objects/refund-changes.ts'
import { refundOf } from '../objects/refund-object.ts'
import { addRefund } from '../objects/refunds.ts'
import { createdWithin, pageOf } from '../pagination.ts'
import { amount, created, expand, flag, metadata, page, text } from '../params.ts'
import type { Charge } from '../state.ts'
import type { Context } from '../world.ts'
import { route } from './route.ts'

const create = z.strictObject({
  ...expand,
  charge: text.optional(),
  payment_intent: text.optional(),
  amount: amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
  instructions_email: text.optional(),
  refund_application_fee: flag.optional(),
  reverse_transfer: flag.optional(),
})

type Create = z.output<typeof create>

function chargeToRefund({ account }: Context, params: Create): Charge {
  if (params.charge !== undefined) return chargeOf(account, params.charge, 'charge')
  const intent = intentOf(account, params.payment_intent ?? '', 'payment_intent')
  if (intent.latest_charge === null) {
    throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`)
  }
  return chargeOf(account, intent.latest_charge, 'payment_intent')
}

export const refundRoutes = [
  route(
    'POST',
    '/v1/refunds',
    create.refine((params) => params.charge !== undefined || params.payment_intent !== undefined, { path: ['charge'] }),
    ({ context, params }) => {
      const charge = chargeToRefund(context, params)
      const outcome =
        context.world.faults.current().refunds?.outcome ?? testMethod(charge.payment_method ?? '')?.refundOutcome ?? 'succeeded'
      return addRefund(context, {
        charge,
        amount: params.amount,
        reason: params.reason,
        metadata: mergeMetadata({}, params.metadata),
        outcome,
      })
    },
    ({ context, params }) => params.charge ?? context.account.paymentIntents.get(params.payment_intent ?? '')?.latest_charge,
  ),

  route('GET', '/v1/refunds/:id', z.strictObject(expand), ({ context, id }) => refundOf(context.account, id)),

  route(
    'GET',
    '/v1/refunds',
    z.strictObject({ ...page, charge: text.optional(), payment_intent: text.optional(), created }),
    ({ context, params }) => {
      const refunds = [...context.account.refunds.values()].filter(
        (refund) =>
          (params.charge === undefined || refund.charge === params.charge) &&
          (params.payment_intent === undefined || refund.payment_intent === params.payment_intent) &&
          createdWithin(refund.created, params.created),
      )
      return pageOf(refunds, params, '/v1/refunds')
    },
  ),

  route('POST', '/v1/refunds/:id', z.strictObject({ ...expand, metadata: metadata.optional() }), ({ context, params, id }) => {
    const refund = refundOf(context.account, id)
    const before = { metadata: refund.metadata }
    refund.metadata = mergeMetadata(refund.metadata ?? {}, params.metadata)
    emit(context, 'refund.updated', refund, before)
    emit(context, 'charge.refund.updated', refund, before)
    return refund
  }),

  route(
    'POST',
    '/v1/refunds/:id/cancel',
    z.strictObject(expand),
    ({ context, id }) => cancelRefund(context, refundOf(context.account, id)),
    ({ context, id }) => context.account.refunds.get(id)?.charge,
  ),
]
