import type { Problem } from '../../server/contract/problems.ts'
import type { RecordBookPayment } from '../../server/contract/requests.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { KeyedRequest } from '../shared/api/keyed-request.ts'

/** A book payment being recorded, as its dialog knows it. In `unknown` the same is asked again first. */
export type RecordState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'submitting'; readonly body: RecordBookPayment }
  | { readonly kind: 'unknown'; readonly body: RecordBookPayment }
  | { readonly kind: 'succeeded'; readonly payment: Payment }
  /** `problem` is null when it was never sent. */
  | { readonly kind: 'failed'; readonly problem: Problem | null }

export interface RecordControllerOptions {
  readonly ask: (body: RecordBookPayment, key: string) => Promise<Payment>
  readonly newKey: () => string
  /** The server recorded it; the new state shows once the promise resolves. */
  readonly onRecorded: (payment: Payment) => Promise<void>
  readonly onChange: () => void
}

/** Records one book payment at a time, each at most once. */
export class RecordController {
  readonly #options: RecordControllerOptions
  readonly #request: KeyedRequest<RecordBookPayment, Payment>
  #state: RecordState = { kind: 'idle' }

  constructor(options: RecordControllerOptions) {
    this.#options = options
    this.#request = new KeyedRequest({ ask: options.ask, newKey: options.newKey, isOpen: () => false })
  }

  get state(): RecordState {
    return this.#state
  }

  async submit(wanted: RecordBookPayment): Promise<void> {
    if (this.#state.kind === 'submitting') return
    const body = this.#state.kind === 'unknown' ? this.#state.body : wanted
    this.#become({ kind: 'submitting', body })
    const outcome = await this.#request.send(body)
    if (outcome.kind === 'answered') {
      await this.#options.onRecorded(outcome.answer)
      return this.#become({ kind: 'succeeded', payment: outcome.answer })
    }
    if (outcome.kind === 'unanswered') return this.#become({ kind: 'unknown', body })
    this.#become({ kind: 'failed', problem: outcome.kind === 'refused' ? outcome.problem : null })
  }

  /** Lets go of a settled one, so that the next starts afresh. */
  forget(): void {
    if (this.#state.kind === 'succeeded' || this.#state.kind === 'failed') this.#become({ kind: 'idle' })
  }

  #become(state: RecordState): void {
    this.#state = state
    this.#options.onChange()
  }
}
