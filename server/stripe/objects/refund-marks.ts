/** What a refund of ours says of itself at Stripe, in its metadata: as it is written, and as it is read back. */
import type { RefundRequester, RefundMarks } from '../../domain/stripe-facts.ts'
import { METADATA } from './metadata.ts'

export function writeMarks({ request, store, invoice, requester }: RefundMarks): Record<string, string> {
  return {
    [METADATA.refundRequest]: request,
    [METADATA.invoice]: invoice,
    [METADATA.store]: store,
    ...(requester === null ? {} : writeRequester(requester)),
  }
}

function writeRequester({ via, actor, key, approvedBy }: RefundRequester): Record<string, string> {
  return {
    [METADATA.via]: via,
    [METADATA.actor]: actor,
    [METADATA.key]: key,
    ...(approvedBy === null ? {} : { [METADATA.approvedBy]: approvedBy }),
  }
}

/** Null where they are not all there, as on a refund of the dashboard. Whoever may change the refund may have written them. */
export function readMarks(metadata: Readonly<Record<string, string>>): RefundMarks | null {
  const { [METADATA.refundRequest]: request, [METADATA.store]: store, [METADATA.invoice]: invoice } = metadata
  if (request === undefined || store === undefined || invoice === undefined) return null
  return { request, store, invoice, requester: readRequester(metadata) }
}

function readRequester({
  [METADATA.via]: via,
  [METADATA.actor]: actor,
  [METADATA.key]: key,
  [METADATA.approvedBy]: approvedBy,
}: Readonly<Record<string, string>>): RefundRequester | null {
  if ((via !== 'widget' && via !== 'host') || actor === undefined || key === undefined) return null
  return { via, actor, key, approvedBy: approvedBy ?? null }
}
