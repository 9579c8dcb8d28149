import type { Problem } from '../../server/contract/problems.ts'
import type { RequestRefund } from '../../server/contract/requests.ts'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import { KeyedRequest, type Outcome } from '../shared/api/keyed-request.ts'
import { isFailedRefund } from '../shared/failed-refund.ts'

/** One refund as its dialog knows it. In `processing` and `unknown` nothing else may be asked of this payment. */
export type RefundState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'submitting'; readonly body: RequestRefund }
  /** The server holds the request under this row; Stripe’s answer isn’t known yet. */
  | { readonly kind: 'processing'; readonly body: RequestRefund; readonly row: string }
  /** No answer came from the server. */
  | { readonly kind: 'unknown'; readonly body: RequestRefund }
  | { readonly kind: 'pending'; readonly refund: Payment }
  | { readonly kind: 'succeeded'; readonly refund: Payment }
  | { readonly kind: 'failed'; readonly because: RefundFailure }

export type RefundFailure =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'refund_failed'; readonly refund: Payment }
  | { readonly kind: 'unsent' }
  | { readonly kind: 'vetoed' }

export interface RefundControllerOptions {
  readonly ask: (body: RequestRefund, key: string) => Promise<Payment>
  readonly newKey: () => string
  /** Whether the host lets it go ahead; asked once for each new refund, never for a retry. */
  readonly mayProceed: (body: RequestRefund) => boolean
  /** The server answered; the new state shows once the promise resolves. */
  readonly onAnswer: (state: RefundState, body: RequestRefund) => Promise<void>
  /** Whether the tab already shows this row settled: its news may come before the answer that names it. */
  readonly isSettled: (row: string) => boolean
  /** Whether someone is looking at this payment’s refund; else it is let go of once it is settled. */
  readonly isShown: (payment: string) => boolean
  readonly onChange: () => void
}

interface Refund {
  readonly request: KeyedRequest<RequestRefund, Payment>
  state: RefundState
}

const IDLE: RefundState = { kind: 'idle' }

/**
 * The refunds asked for in this tab, one at a time for each payment: idle → submitting → pending, succeeded or failed;
 * processing and unknown are asked again, under the same key, until the outcome is known.
 */
export class RefundController {
  readonly #options: RefundControllerOptions
  readonly #refunds = new Map<string, Refund>()

  constructor(options: RefundControllerOptions) {
    this.#options = options
  }

  state(payment: string): RefundState {
    return this.#refunds.get(payment)?.state ?? IDLE
  }

  /** Asks for a refund. While an earlier one of this payment is open, that one is asked again instead. */
  async submit(wanted: RequestRefund): Promise<void> {
    const refund = this.#refundOf(wanted.payment)
    if (refund.state.kind === 'submitting') return
    const open = refund.state.kind === 'processing' || refund.state.kind === 'unknown' ? refund.state.body : null
    if (open === null && !this.#options.mayProceed(wanted)) return this.#become(refund, { kind: 'failed', because: { kind: 'vetoed' } })
    const body = open ?? wanted
    this.#become(refund, { kind: 'submitting', body })
    const state = after(await refund.request.send(body), body)
    if (state.kind !== 'unknown') await this.#options.onAnswer(state, body)
    this.#become(refund, state)
    if (!this.#options.isShown(body.payment)) this.forget(body.payment)
    if (state.kind === 'processing' && this.#options.isSettled(state.row)) void this.submit(body)
  }

  /** Lets go of a settled refund, so that the next one of this payment starts afresh. */
  forget(payment: string): void {
    const state = this.state(payment)
    if (state.kind !== 'submitting' && state.kind !== 'processing' && state.kind !== 'unknown') this.#refunds.delete(payment)
  }

  /** Sees in a new tab what became of the requests that the server holds. */
  observe(tab: Tab): void {
    for (const refund of this.#refunds.values()) {
      const { state } = refund
      if (state.kind !== 'processing') continue
      const row = tab.payments.find((payment) => payment.id === state.row)
      if (row?.status === 'processing') continue
      void this.submit(state.body)
    }
  }

  #refundOf(payment: string): Refund {
    const held = this.#refunds.get(payment)
    if (held !== undefined) return held
    const { ask, newKey } = this.#options
    const made: Refund = { request: new KeyedRequest({ ask, newKey, isOpen: (row: Payment) => row.status === 'processing' }), state: IDLE }
    this.#refunds.set(payment, made)
    return made
  }

  #become(refund: Refund, state: RefundState): void {
    refund.state = state
    this.#options.onChange()
  }
}

function after(outcome: Outcome<Payment>, body: RequestRefund): RefundState {
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'failed', because: { kind: 'refused', problem: outcome.problem } }
    case 'unsent':
      return { kind: 'failed', because: { kind: 'unsent' } }
    case 'unanswered':
      return { kind: 'unknown', body }
    case 'answered':
      return told(outcome.answer, body)
  }
}

function told(row: Payment, body: RequestRefund): RefundState {
  if (row.status === 'processing') return { kind: 'processing', body, row: row.id }
  if (row.status === 'succeeded') return { kind: 'succeeded', refund: row }
  return isFailedRefund(row) ? { kind: 'failed', because: { kind: 'refund_failed', refund: row } } : { kind: 'pending', refund: row }
}
