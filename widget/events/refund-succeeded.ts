import type { Payment } from '../../server/contract/tab.ts'

/** A refund succeeded, however it began. */
export class RefundSucceededEvent extends Event {
  static readonly type = 'jeweltrak-refund-succeeded'
  /** The refund’s row: its amount is negative. */
  readonly refund: Payment

  constructor({ refund }: { readonly refund: Payment }) {
    super(RefundSucceededEvent.type, { bubbles: true, composed: true })
    this.refund = refund
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-refund-succeeded': RefundSucceededEvent
  }
}
