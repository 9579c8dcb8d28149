/** What a refund of ours says of itself at Stripe, in its metadata: as it is written, and as it is read back. */
import type { RefundAsker, RefundMarks } from '../../domain/stripe-facts.ts'
import { METADATA } from './metadata.ts'

export function writeMarks({ request, store, invoice, asker }: RefundMarks): Record<string, string> {
  return {
    [METADATA.refundRequest]: request,
    [METADATA.invoice]: invoice,
    [METADATA.store]: store,
    ...(asker === null ? {} : { [METADATA.via]: asker.via, [METADATA.actor]: asker.actor, [METADATA.key]: asker.key }),
  }
}

/** Null where they are not all there, as on a refund of the dashboard. Whoever may change the refund may have written them. */
export function readMarks(metadata: Readonly<Record<string, string>>): RefundMarks | null {
  const { [METADATA.refundRequest]: request, [METADATA.store]: store, [METADATA.invoice]: invoice } = metadata
  if (request === undefined || store === undefined || invoice === undefined) return null
  return { request, store, invoice, asker: readAsker(metadata) }
}

function readAsker({
  [METADATA.via]: via,
  [METADATA.actor]: actor,
  [METADATA.key]: key,
}: Readonly<Record<string, string>>): RefundAsker | null {
  if ((via !== 'widget' && via !== 'host') || actor === undefined || key === undefined) return null
  return { via, actor, key }
}
