import type { RefundReason } from '../../server/contract/fields.ts'
import type { Payment } from '../../server/contract/tab.ts'

/** Someone is about to refund. `preventDefault()` stops it before anything is sent. */
export class RefundRequestedEvent extends Event {
  static readonly type = 'jeweltrak-refund-requested'
  /** The payment to be refunded. */
  readonly payment: Payment
  /** In minor units of the payment’s currency. */
  readonly amount: number
  /** Stripe’s own word. */
  readonly reason: RefundReason
  /** As typed; undefined when left empty. */
  readonly note: string | undefined

  constructor({
    payment,
    amount,
    reason,
    note,
  }: {
    readonly payment: Payment
    readonly amount: number
    readonly reason: RefundReason
    readonly note: string | undefined
  }) {
    super(RefundRequestedEvent.type, { bubbles: true, composed: true, cancelable: true })
    this.payment = payment
    this.amount = amount
    this.reason = reason
    this.note = note
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-refund-requested': RefundRequestedEvent
  }
}
