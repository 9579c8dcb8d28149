import type { Invoice } from '../../server/contract/tab.ts'

/** The tab is on screen for the first time. */
export class ReadyEvent extends Event {
  static readonly type = 'jeweltrak-ready'
  /** The invoice it shows. */
  readonly invoice: Invoice

  constructor({ invoice }: { readonly invoice: Invoice }) {
    super(ReadyEvent.type, { bubbles: true, composed: true })
    this.invoice = invoice
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-ready': ReadyEvent
  }
}
