import type { Problem } from '../../server/contract/problems.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { OfflineError, ProblemError } from '../shared/api/errors.ts'
import type { OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'

/** A removal as its dialog knows it. `problem` is null when no answer came; `offline`: it was never sent. */
export type RemoveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'submitting' }
  | { readonly kind: 'failed'; readonly problem: Problem | null; readonly offline: boolean }

/** Removes one book payment at a time. Removing one again that is gone already is harmless, so it needs no key. */
export class RemoveController {
  readonly #context: TabContext
  readonly #dialog: OpenDialog<Payment>
  #state: RemoveState = { kind: 'idle' }

  constructor(context: TabContext, dialog: OpenDialog<Payment>) {
    this.#context = context
    this.#dialog = dialog
  }

  get state(): RemoveState {
    return this.#state
  }

  async submit({ id }: Payment): Promise<void> {
    if (this.#state.kind === 'submitting') return
    this.#become({ kind: 'submitting' })
    try {
      await this.#context.client().removePayment(id)
    } catch (error) {
      const problem = error instanceof ProblemError ? error.problem : null
      return this.#become({ kind: 'failed', problem, offline: error instanceof OfflineError })
    }
    await this.#context.caughtUp(({ payments }) => payments.every((payment) => payment.id !== id))
    this.#dialog.close()
  }

  /** The dialog was closed: the next starts afresh. */
  forget(): void {
    this.#become({ kind: 'idle' })
  }

  #become(state: RemoveState): void {
    this.#state = state
    this.#context.update()
  }
}
