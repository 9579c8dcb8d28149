import { z } from 'zod'
import { mergeMetadata } from '../metadata.ts'
import { acceptDispute, changeDispute, disputeOf } from '../objects/disputes.ts'
import { createdWithin, pageOf } from '../pagination.ts'
import { created, expand, flag, metadata, page, text } from '../params.ts'
import { route } from './route.ts'

export const disputeRoutes = [
  route('GET', '/v1/disputes/:id', z.strictObject(expand), ({ context, id }) => disputeOf(context.account, id)),

  route(
    'GET',
    '/v1/disputes',
    z.strictObject({ ...page, charge: text.optional(), payment_intent: text.optional(), created }),
    ({ context, params }) => {
      const disputes = [...context.account.disputes.values()].filter(
        (dispute) =>
          (params.charge === undefined || dispute.charge === params.charge) &&
          (params.payment_intent === undefined || dispute.payment_intent === params.payment_intent) &&
          createdWithin(dispute.created, params.created),
      )
      return pageOf(disputes, params, '/v1/disputes')
    },
  ),

  route(
    'POST',
    '/v1/disputes/:id',
    z.strictObject({
      ...expand,
      metadata: metadata.optional(),
      evidence: z.strictObject({ uncategorized_text: z.string().optional(), product_description: z.string().optional() }).optional(),
      submit: flag.optional(),
    }),
    ({ context, params, id }) => {
      const dispute = disputeOf(context.account, id)
      dispute.metadata = mergeMetadata(dispute.metadata, params.metadata)
      const { uncategorized_text: note, product_description: product } = params.evidence ?? {}
      if (note !== undefined) dispute.evidence.uncategorized_text = note
      if (product !== undefined) dispute.evidence.product_description = product
      if (params.evidence !== undefined) dispute.evidence_details.has_evidence = true
      const submits = params.evidence !== undefined && params.submit !== false
      return changeDispute(context, dispute, submits ? { evidenceSubmitted: true } : {})
    },
  ),

  route(
    'POST',
    '/v1/disputes/:id/close',
    z.strictObject(expand),
    ({ context, id }) => acceptDispute(context, disputeOf(context.account, id)),
    ({ context, id }) => context.account.disputes.get(id)?.charge,
  ),
]
