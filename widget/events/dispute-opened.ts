import type { Dispute } from '../../server/contract/tab.ts'

/** A dispute was opened, or opened again, while the tab was on screen. */
export class DisputeOpenedEvent extends Event {
  static readonly type = 'jeweltrak-dispute-opened'
  /** With its amount in minor units. */
  readonly dispute: Dispute

  constructor({ dispute }: { readonly dispute: Dispute }) {
    super(DisputeOpenedEvent.type, { bubbles: true, composed: true })
    this.dispute = dispute
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-dispute-opened': DisputeOpenedEvent
  }
}
