import type { Payment } from '../../server/contract/tab.ts'

/** A book row was removed from the invoice, by anyone. */
export class PaymentRemovedEvent extends Event {
  static readonly type = 'jeweltrak-payment-removed'
  /** The row as it was. */
  readonly payment: Payment

  constructor({ payment }: { readonly payment: Payment }) {
    super(PaymentRemovedEvent.type, { bubbles: true, composed: true })
    this.payment = payment
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-payment-removed': PaymentRemovedEvent
  }
}
