/** What a refund of ours says of itself at Stripe, in its metadata: as it is written, and as it is read back. */
import type { RefundAsker, RefundMarks } from '../../domain/stripe-facts.ts'

export function writeMarks({ request, store, invoice, asker }: RefundMarks): Record<string, string> {
  return {
    jeweltrak_refund_request: request,
    jeweltrak_invoice: invoice,
    jeweltrak_store: store,
    ...(asker === null ? {} : { jeweltrak_via: asker.via, jeweltrak_actor: asker.actor, jeweltrak_key: asker.key }),
  }
}

/** Null where they are not all there, as on a refund of the dashboard. Whoever may change the refund may have written them. */
export function readMarks(metadata: Readonly<Record<string, string>>): RefundMarks | null {
  const { jeweltrak_refund_request: request, jeweltrak_store: store, jeweltrak_invoice: invoice } = metadata
  if (request === undefined || store === undefined || invoice === undefined) return null
  return { request, store, invoice, asker: readAsker(metadata) }
}

function readAsker({
  jeweltrak_via: via,
  jeweltrak_actor: actor,
  jeweltrak_key: key,
}: Readonly<Record<string, string>>): RefundAsker | null {
  if ((via !== 'widget' && via !== 'host') || actor === undefined || key === undefined) return null
  return { via, actor, key }
}
