/** The keys of our metadata at Stripe. */
export const METADATA = {
  /** On a charge, an intent or a session: the invoice that it pays. On a refund: the invoice of its charge. */
  invoice: 'jeweltrak_invoice',
  refundRequest: 'jeweltrak_refund_request',
  store: 'jeweltrak_store',
  via: 'jeweltrak_via',
  actor: 'jeweltrak_actor',
  key: 'jeweltrak_key',
  approvedBy: 'jeweltrak_approved_by',
} as const
