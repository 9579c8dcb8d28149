import type { Problem } from '../../server/contract/problems.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { OfflineError, ProblemError } from '../shared/api/errors.ts'
import type { OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'

/** What a person decides about a refund: `note` says why it is declined. */
export type Decision = { readonly kind: 'approve' | 'withdraw' } | { readonly kind: 'decline'; readonly note?: string }

/** A decision as its dialog knows it. `problem` is null when no answer came; `offline`: it was never sent. */
export type DecisionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'submitting' }
  | { readonly kind: 'failed'; readonly problem: Problem | null; readonly offline: boolean }

/** Sends one decision at a time. One that is sent again gives what became of it, so it needs no key. */
export class ApprovalController {
  readonly #context: TabContext
  readonly #dialog: OpenDialog<Payment>
  #state: DecisionState = { kind: 'idle' }

  constructor(context: TabContext, dialog: OpenDialog<Payment>) {
    this.#context = context
    this.#dialog = dialog
  }

  get state(): DecisionState {
    return this.#state
  }

  async submit({ id, status: shown }: Payment, decision: Decision): Promise<void> {
    if (this.#state.kind === 'submitting') return
    this.#become({ kind: 'submitting' })
    const { kind, ...body } = decision
    try {
      await this.#context.client().decideRefund(id, kind, body)
    } catch (error) {
      const problem = error instanceof ProblemError ? error.problem : null
      return this.#become({ kind: 'failed', problem, offline: error instanceof OfflineError })
    }
    await this.#context.caughtUp(({ payments }) => payments.every((payment) => payment.id !== id || payment.status !== shown))
    this.#dialog.close()
  }

  /** The dialog was closed: the next starts afresh. */
  forget(): void {
    this.#become({ kind: 'idle' })
  }

  #become(state: DecisionState): void {
    this.#state = state
    this.#context.update()
  }
}
