/** What the store’s desk tells, for the description of the API. */

export const DESK_MEMBERS: Readonly<Record<string, string>> = {
  'Desk.items': 'The most urgent first: disputes to answer by deadline, then failed refunds, then what else needs a person.',
  'Desk.more': 'Whether there are more: at most 200 of a kind are told, and refunds that failed within 90 days.',
  'DeskInvoice.id': 'Your own id of the invoice.',
  'DeskInvoice.number': 'The number that people know it by.',
  'DeskInvoice.customer': 'The customer’s name, or null.',
  'DisputeOnDesk.kind': 'Always `dispute`.',
  'DisputeOnDesk.invoice': 'The invoice of the disputed payment; null while it has none.',
  'DisputeOnDesk.dispute': 'The dispute, as the invoice’s tab tells it.',
  'FailedRefundOnDesk.kind': 'Always `failed_refund`.',
  'FailedRefundOnDesk.invoice': 'The invoice of the refund.',
  'FailedRefundOnDesk.payment': 'The refund’s row.',
  'FailedRefundOnDesk.amount': 'What may still be paid out in its place, in minor units; more than zero.',
  'FailedRefundOnDesk.currency': 'ISO 4217, in lower case.',
  'FailedRefundOnDesk.failureReason': 'Stripe’s word for why it failed, or null.',
  'FailedRefundOnDesk.since': 'When the refund was made.',
  'AttentionOnDesk.kind': 'Always `attention`.',
  'AttentionOnDesk.invoice': 'The invoice concerned; null where there is none that is known.',
  'AttentionOnDesk.item': 'What needs a person.',
}

export const DESK_SCHEMAS: Readonly<Record<string, string>> = {
  Desk: 'All that needs a person in the store, over its invoices.',
  DeskItem: 'One thing that needs a person.',
  DeskInvoice: 'An invoice as the desk names it.',
  DisputeOnDesk: 'An open dispute.',
  FailedRefundOnDesk: 'A refund that failed or was canceled, whose money is still with the store.',
  AttentionOnDesk: 'What else needs a person.',
}
