/** Listens to the widget’s events: the head of the invoice follows them, and QA lists them. */
import type {
  BalanceChangedEvent,
  DisputeOpenedEvent,
  LoadFailedEvent,
  PaymentRecordedEvent,
  PaymentRemovedEvent,
  ReadyEvent,
  RefundFailedEvent,
  RefundRequestedEvent,
  RefundSucceededEvent,
} from '../../widget/index.ts'
import type { Invoice } from '../../server/contract/tab.ts'
import type { Page } from './state.ts'

type WidgetEvent =
  | BalanceChangedEvent
  | DisputeOpenedEvent
  | LoadFailedEvent
  | PaymentRecordedEvent
  | PaymentRemovedEvent
  | ReadyEvent
  | RefundFailedEvent
  | RefundRequestedEvent
  | RefundSucceededEvent

const TYPES = [
  'jeweltrak-ready',
  'jeweltrak-refund-requested',
  'jeweltrak-refund-succeeded',
  'jeweltrak-refund-failed',
  'jeweltrak-payment-recorded',
  'jeweltrak-payment-removed',
  'jeweltrak-balance-changed',
  'jeweltrak-dispute-opened',
  'jeweltrak-error',
] as const

const MOST_EVENTS = 30

/** Listens on the document, where the events of every tag arrive. */
export function hearWidgets(page: Page): void {
  for (const type of TYPES) document.addEventListener(type, (event) => hear(event, page))
}

function hear(event: WidgetEvent, page: Page): void {
  const { events, invoice, history, settings } = page.state
  const second = event.target instanceof Element && event.target.closest('[data-pane=second]') !== null
  const line = `${new Date().toLocaleTimeString(settings.locale)}  ${event.type.replace('jeweltrak-', '')}${second ? ' (second pane)' : ''}`
  // What happened is in the history too, and in what Stripe has: both are read again.
  page.update({
    events: [line, ...events].slice(0, MOST_EVENTS),
    invoice: second ? invoice : (invoiceOf(event) ?? invoice),
    history: { ...history, state: 'unread' },
    stripeStale: true,
  })
}

function invoiceOf(event: WidgetEvent): Invoice | null {
  return 'invoice' in event ? event.invoice : null
}
