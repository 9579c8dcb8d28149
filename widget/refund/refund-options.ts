/** A line of the invoice that can be picked in the refund dialog; `amount` in minor units. */
export interface InvoiceLine {
  readonly label: string
  readonly amount: number
}

/** What the host’s page says of refunds. */
export interface RefundOptions {
  /** Where items come back; empty where the page names no such place. */
  readonly returnsUrl: string
  /** In percent of what is refunded; 0: the store keeps nothing. */
  readonly restockingFee: number
  readonly lines: readonly InvoiceLine[]
  /** Whether the host tells customers of refunds, so that the dialog asks. */
  readonly customerNotices: boolean
}

/** These of whoever has them among others, as they are now. */
export function refundOptionsOf({ returnsUrl, restockingFee, lines, customerNotices }: RefundOptions): RefundOptions {
  return { returnsUrl, restockingFee, lines, customerNotices }
}
