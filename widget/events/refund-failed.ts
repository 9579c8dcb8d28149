import type { Problem } from '../../server/contract/problems.ts'
import type { Payment } from '../../server/contract/tab.ts'

/** A refund came to nothing: it failed, was canceled or was refused. No money left. */
export class RefundFailedEvent extends Event {
  static readonly type = 'jeweltrak-refund-failed'
  /** The refund’s row; null when it was refused before there was one. */
  readonly refund: Payment | null
  /** Why it was refused; null when there is a row, which says why. */
  readonly problem: Problem | null

  constructor({ refund, problem }: { readonly refund: Payment | null; readonly problem: Problem | null }) {
    super(RefundFailedEvent.type, { bubbles: true, composed: true })
    this.refund = refund
    this.problem = problem
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-refund-failed': RefundFailedEvent
  }
}
