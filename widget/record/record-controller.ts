import type { Problem } from '../../server/contract/problems.ts'
import type { RecordBookPayment } from '../../server/contract/requests.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { KeyedRequest } from '../shared/api/keyed-request.ts'
import type { OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'

/** A book payment being recorded, as its dialog knows it. In `unknown` the same is sent again first. */
export type RecordState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'submitting'; readonly body: RecordBookPayment }
  | { readonly kind: 'unknown'; readonly body: RecordBookPayment; readonly requestId: string | null }
  | { readonly kind: 'succeeded'; readonly payment: Payment }
  /** `problem` is null when it was never sent, `offline` for want of a connection. */
  | { readonly kind: 'failed'; readonly problem: Problem | null; readonly offline: boolean }

/** Records one book payment at a time, each at most once. */
export class RecordController {
  readonly #context: TabContext
  readonly #dialog: OpenDialog<object>
  readonly #request: KeyedRequest<RecordBookPayment, Payment>
  #state: RecordState = { kind: 'idle' }

  constructor(context: TabContext, dialog: OpenDialog<object>) {
    this.#context = context
    this.#dialog = dialog
    this.#request = new KeyedRequest({
      call: (body, key) => context.client().recordPayment(body, key),
      newKey: () => context.environment().newId(),
      isOpen: () => false,
    })
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
      await this.#recorded(outcome.answer)
      return this.#become({ kind: 'succeeded', payment: outcome.answer })
    }
    if (outcome.kind === 'unanswered') return this.#become({ kind: 'unknown', body, requestId: outcome.requestId })
    if (outcome.kind === 'unsent') return this.#become({ kind: 'failed', problem: null, offline: outcome.offline })
    this.#become({ kind: 'failed', problem: outcome.problem, offline: false })
  }

  /** The dialog was closed: the next starts afresh, unless it is not known what became of this one. */
  forget(): void {
    if (this.#state.kind === 'succeeded' || this.#state.kind === 'failed') this.#become({ kind: 'idle' })
  }

  async #recorded({ id }: Payment): Promise<void> {
    await this.#context.caughtUp(({ payments }) => payments.some((payment) => payment.id === id))
    this.#dialog.close()
  }

  #become(state: RecordState): void {
    this.#state = state
    this.#context.update()
  }
}
