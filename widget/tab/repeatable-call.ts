import type { Problem } from '../../server/contract/problems.ts'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import { OfflineError, ProblemError } from '../shared/api/errors.ts'
import type { OpenDialog } from './flow.ts'
import type { TabContext } from './tab-context.ts'

/** A call as its dialog knows it. `problem` is null when no answer came; `offline`: it was never sent. */
export type CallState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'submitting' }
  | { readonly kind: 'failed'; readonly problem: Problem | null; readonly offline: boolean }

/** Makes one call at a time, of a kind that does nothing more when it is made again, so that it needs no key. */
export class RepeatableCall {
  readonly #context: TabContext
  readonly #dialog: OpenDialog<Payment>
  #state: CallState = { kind: 'idle' }

  constructor(context: TabContext, dialog: OpenDialog<Payment>) {
    this.#context = context
    this.#dialog = dialog
  }

  get state(): CallState {
    return this.#state
  }

  /** Closes the dialog once it is done and the tab shows it. */
  async submit(call: () => Promise<unknown>, isShown: (tab: Tab) => boolean): Promise<void> {
    if (this.#state.kind === 'submitting') return
    this.#become({ kind: 'submitting' })
    try {
      await call()
    } catch (error) {
      const problem = error instanceof ProblemError ? error.problem : null
      return this.#become({ kind: 'failed', problem, offline: error instanceof OfflineError })
    }
    await this.#context.caughtUp(isShown)
    this.#dialog.close()
  }

  /** The dialog was closed: the next starts afresh. */
  forget(): void {
    this.#become({ kind: 'idle' })
  }

  #become(state: CallState): void {
    this.#state = state
    this.#context.update()
  }
}
