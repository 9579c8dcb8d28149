import type { Tab } from '../../server/contract/tab.ts'
import type { PaymentsClient } from '../shared/api/client.ts'
import type { Environment } from '../shared/environment.ts'
import type { RefundOptions } from '../refund/refund-options.ts'
import type { View, WholeView } from '../shared/view.ts'

/**
 * What the dialogs and the controllers have of the tab. It belongs to one invoice: once another is shown, `view` is null
 * and announcements and notices go nowhere.
 */
export interface TabContext {
  client(): PaymentsClient
  environment(): Environment
  /** What is drawn from; null before the first tab, and once another invoice is shown. */
  view(): View | null
  /** The same for what is loaded later. */
  wholeView(): WholeView | null
  /** What the host’s page says of refunds. */
  refundOptions(): RefundOptions
  /** Dispatches an event at the tag; false when the host prevented it. */
  dispatch(event: Event): boolean
  /** Announces a text politely. */
  announce(text: string): void
  /** Says above the table that something failed. */
  fail(text: string): void
  /** Offers, in the row of a refund, to record a payment by another method. */
  offer(refund: string): void
  /** A dialog was closed. */
  dialogClosed(): void
  /**
   * Resolves once the tab is as new as an answer of the server, which `shows` recognises: the stream brings it, and the
   * tab is read where there is none. Without `shows`, nothing particular is waited for.
   */
  caughtUp(shows?: (tab: Tab) => boolean): Promise<void>
  /** Draws the tab again: something that is drawn from changed. */
  update(): void
}
