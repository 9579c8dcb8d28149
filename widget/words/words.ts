import type { Method, RefundReason, Via } from '../../server/contract/fields.ts'
import type { Problem } from '../../server/contract/problems.ts'
import type { Attention, BlockedBy, PaymentStatus } from '../../server/contract/tab.ts'

/** A span of time as a reader counts it. */
export interface Span {
  readonly days: number
  readonly hours: number
  readonly minutes: number
}

/**
 * Everything the widget says, in one language; a language is one file. Amounts, dates and names arrive already
 * written for the reader's locale, so a language only arranges them.
 */
export interface Words {
  readonly payments: string
  readonly facts: { readonly total: string; readonly paid: string; readonly balanceDue: string }
  readonly columns: {
    readonly date: string
    readonly method: string
    readonly details: string
    readonly status: string
    readonly amount: string
    readonly action: string
  }
  readonly empty: { readonly title: string; readonly text: string }
  readonly loading: string
  readonly retry: string
  readonly dismiss: string
  readonly cancel: string
  readonly close: string
  readonly loadErrors: Readonly<
    Record<
      'session_failed' | 'unauthenticated' | 'forbidden' | 'not_found' | 'unavailable',
      { readonly title: string; readonly text: string }
    >
  >
  readonly connection: { readonly reconnecting: string; readonly reading: string }
  readonly voided: string

  readonly sync: {
    readonly now: string
    readonly checking: string
    readonly never: string
    matches(ago: string): string
    more(amount: string, ago: string): string
    less(amount: string, ago: string): string
    differs(ago: string): string
    readonly failed: string
  }
  /** How long ago: `checked 2 min ago` takes `2 min ago`. */
  ago(span: Span): string
  /** How long until. */
  left(span: Span): string

  readonly methods: Readonly<Record<Method, string>>
  readonly brands: Readonly<Record<string, string>>
  cardEnding(last4: string): string
  by(name: string, via: Via): string
  via(via: Via): string

  readonly status: {
    readonly payment: Readonly<Record<PaymentStatus, string>>
    readonly refund: Readonly<Record<PaymentStatus, string>>
    readonly paidOut: string
    readonly partlyRefunded: string
  }
  readonly blockedBy: Readonly<Record<Exclude<BlockedBy, 'permission'>, string>>
  readonly refundReasons: Readonly<Record<RefundReason, string>>
  /** Why Stripe holds a refund back, by Stripe's `pending_reason`; null for one that is not known. */
  pendingReason(reason: string | null): string
  readonly requiresAction: string
  /** Why a refund failed, by Stripe's `failure_reason`; null for one that is not known. */
  failureReason(reason: string | null): string
  readonly canceledRefund: string
  reference(type: string | null, value: string): string
  replaces(date: string): string
  paidPart(method: string, amount: string): string
  /** The methods, each with its amount where there are several. */
  paidAnotherWay(parts: readonly string[]): string
  paidInPart(parts: readonly string[], of: string): string
  refunded(amount: string): string
  lostToDispute(amount: string): string

  readonly actions: {
    readonly refund: string
    readonly remove: string
    readonly payAnotherWay: string
    readonly payRest: string
    readonly recordPayment: string
  }
  /** The accessible names of a row's action. */
  readonly actionNames: {
    refund(amount: string, date: string): string
    remove(method: string, amount: string, date: string): string
    payAnotherWay(amount: string, date: string): string
    payRest(rest: string, amount: string, date: string): string
  }

  readonly dispute: {
    title(amount: string): string
    inquiryTitle(amount: string): string
    appealTitle(amount: string): string
    reason(reason: string): string
    inquiryReason(reason: string): string
    fee(amount: string): string
    due(deadline: string): string
    overdue(deadline: string): string
    readonly submitted: string
    readonly noDeadline: string
    readonly link: string
    readonly won: string
    readonly lost: string
    readonly open: string
    readonly inquiry: string
    opened(amount: string): string
    label(amount: string): string
  }

  readonly attention: { readonly title: string } & Readonly<Record<Attention['code'], string>>
  since(date: string): string

  readonly amount: {
    readonly empty: string
    readonly notANumber: string
    tooManyDecimals(decimals: number): string
    readonly lastDecimalNotZero: string
    readonly tooLarge: string
    readonly notPositive: string
    overRefundable(cap: string): string
    overPayout(cap: string): string
  }

  readonly refund: {
    readonly title: string
    readonly originalPayment: string
    readonly amount: string
    refundableNow(amount: string): string
    readonly reason: string
    readonly note: string
    submit(amount: string | null): string
    readonly submitting: string
    readonly moneyOnly: string
    readonly returnsLink: string
    readonly checkingTitle: string
    readonly checking: string
    readonly unanswered: string
    readonly checkAgain: string
    readonly vetoed: string
    readonly unsent: string
    failed(why: string): string
    done(amount: string, balance: string): string
    pending(amount: string): string
    offer(amount: string): string
    offerPending(amount: string): string
    offerAction(amount: string): string
  }

  readonly record: {
    readonly title: string
    readonly payOutTitle: string
    readonly method: string
    readonly amount: string
    readonly direction: string
    readonly in: string
    readonly out: string
    readonly note: string
    replacing(amount: string, date: string): string
    rest(amount: string): string
    submit(amount: string | null): string
    readonly submitting: string
    readonly unanswered: string
    done(method: string, amount: string): string
  }

  readonly remove: {
    readonly title: string
    readonly booksOnly: string
    readonly submit: string
    readonly submitting: string
    readonly unanswered: string
    done(method: string, amount: string): string
  }

  /** Said in a dialog that a barcode was scanned into. */
  readonly scanned: Readonly<Record<'amount_put_back' | 'nothing_done', string>>

  /** A refusal in plain words; `refundable` is written out where the problem carries it. */
  problem(problem: Problem, refundable: string | null): string
  readonly dialogFailed: string
}
