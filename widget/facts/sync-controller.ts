import type { TabContext } from '../tab/tab-context.ts'
import { syncText } from './facts-line.ts'

/** “Sync now”: has the server compare this invoice with Stripe, and says what came of it. */
export class SyncController {
  readonly #context: TabContext
  #isBusy = false

  constructor(context: TabContext) {
    this.#context = context
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  async sync(): Promise<void> {
    if (this.#isBusy) return
    this.#become(true)
    try {
      const result = await this.#context.client().sync()
      await this.#context.caughtUp(({ sync }) => sync !== null && Date.parse(sync.checkedAt) >= Date.parse(result.checkedAt))
      const view = this.#context.view()
      if (view !== null) this.#context.announce(syncText(result, view))
    } catch {
      const view = this.#context.view()
      if (view !== null) this.#context.fail(view.messages.facts.sync.failed)
    } finally {
      this.#become(false)
    }
  }

  #become(isBusy: boolean): void {
    this.#isBusy = isBusy
    this.#context.update()
  }
}
