/** Types of the tag for JSX in React 19 and Preact: import them once, anywhere. Events are `onjeweltrak-…` properties. */
import type {
  BalanceChangedEvent,
  DisputeOpenedEvent,
  FetchClientSecret,
  JeweltrakPayments,
  LoadFailedEvent,
  PaymentRecordedEvent,
  PaymentRemovedEvent,
  ReadyEvent,
  RefundFailedEvent,
  RefundRequestedEvent,
  RefundSucceededEvent,
} from './index.ts'

export interface JeweltrakPaymentsProps {
  key?: string | number | bigint | null
  ref?: ((element: JeweltrakPayments | null) => void) | { current: JeweltrakPayments | null } | null
  id?: string
  class?: string
  className?: string
  style?: object
  hidden?: boolean
  lang?: string
  /** Where the payments server is; empty means this page’s own origin. */
  api?: string
  /** The host’s own endpoint that answers `{clientSecret}`; not needed with `fetchClientSecret`. */
  sessionUrl?: string
  fetchClientSecret?: FetchClientSecret
  locale?: string
  storeTimeZone?: string
  returnsUrl?: string
  customerNotices?: boolean
  'onjeweltrak-ready'?: (event: ReadyEvent) => void
  'onjeweltrak-refund-requested'?: (event: RefundRequestedEvent) => void
  'onjeweltrak-refund-succeeded'?: (event: RefundSucceededEvent) => void
  'onjeweltrak-refund-failed'?: (event: RefundFailedEvent) => void
  'onjeweltrak-payment-recorded'?: (event: PaymentRecordedEvent) => void
  'onjeweltrak-payment-removed'?: (event: PaymentRemovedEvent) => void
  'onjeweltrak-balance-changed'?: (event: BalanceChangedEvent) => void
  'onjeweltrak-dispute-opened'?: (event: DisputeOpenedEvent) => void
  'onjeweltrak-error'?: (event: LoadFailedEvent) => void
}

interface Elements {
  'jeweltrak-payments': JeweltrakPaymentsProps
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends Elements {}
  }
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements extends Elements {}
  }
}
