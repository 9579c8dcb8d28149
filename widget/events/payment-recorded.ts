import type { Payment } from '../../server/contract/tab.ts'

/** A payment, not a refund, was added to the invoice, by anyone. */
export class PaymentRecordedEvent extends Event {
  static readonly type = 'jeweltrak-payment-recorded'
  /** The new row. */
  readonly payment: Payment

  constructor({ payment }: { readonly payment: Payment }) {
    super(PaymentRecordedEvent.type, { bubbles: true, composed: true })
    this.payment = payment
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-payment-recorded': PaymentRecordedEvent
  }
}
