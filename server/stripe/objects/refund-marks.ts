/** What a refund of ours says of itself at Stripe, in its metadata: as it is written, and as it is read back. */

/** Who asked for a refund, and by which key. */
export interface RefundAsker {
  readonly via: 'widget' | 'host'
  /** The actor's id, at most 200 characters, as the contract has it. */
  readonly actor: string
  /** The digest of the caller's idempotency key: SHA-256, in hex. */
  readonly key: string
}

export interface RefundMarks {
  /** Our refund request. */
  readonly request: string
  readonly store: string
  readonly invoice: string
  /** Null for requests that were written before refunds told it: they are always asked for without. */
  readonly asker: RefundAsker | null
}

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
