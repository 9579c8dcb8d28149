import type { Invoice } from '../../server/contract/tab.ts'

/** What has been paid, or is due, changed. */
export class BalanceChangedEvent extends Event {
  static readonly type = 'jeweltrak-balance-changed'
  /** With its new `paid` and `balance`, in minor units. */
  readonly invoice: Invoice
  /** In minor units. */
  readonly previousBalance: number

  constructor({ invoice, previousBalance }: { readonly invoice: Invoice; readonly previousBalance: number }) {
    super(BalanceChangedEvent.type, { bubbles: true, composed: true })
    this.invoice = invoice
    this.previousBalance = previousBalance
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-balance-changed': BalanceChangedEvent
  }
}
