import type { Dialogs } from '../dialogs.ts'
import { SyncController } from '../facts/sync-controller.ts'
import type { RowActions } from '../table/row-actions.ts'
import { TableState } from '../table/table-state.ts'
import { laterFor } from './load-later.ts'
import type { TabContext } from './tab-context.ts'

/** What belongs to one invoice: its dialogs, “Sync now”, and what is done to its table. */
export class Parts {
  readonly sync: SyncController
  readonly table: TableState
  readonly #context: TabContext
  readonly #root: () => ParentNode
  #dialogs: Dialogs | null = null

  /** Dialogs are drawn into `root`. */
  constructor(context: TabContext, root: () => ParentNode) {
    this.#context = context
    this.#root = root
    this.sync = new SyncController(context)
    this.table = new TableState(context.update)
  }

  /** Null until the first is opened. */
  get dialogs(): Dialogs | null {
    return this.#dialogs
  }

  /** What the buttons of a row open. */
  readonly rowActions: RowActions = {
    refund: (payment) => void this.open((dialogs) => dialogs.refund(payment)),
    approval: (payment) => void this.open((dialogs) => dialogs.approval(payment)),
    remove: (payment) => void this.open((dialogs) => dialogs.remove(payment)),
    payAnotherWay: (replaces) => void this.open((dialogs) => dialogs.record({ replaces })),
    recordInstead: ({ amount }) => void this.open((dialogs) => dialogs.record({ replaces: null, amount: -amount })),
    trace: (refund) => void this.open((dialogs) => dialogs.trace(refund)),
  }

  readonly recordPayment = (): void => void this.open((dialogs) => dialogs.record({ replaces: null }))

  /** Opens a dialog, or says that it could not be loaded. */
  async open(which: (dialogs: Dialogs) => void): Promise<void> {
    try {
      const { Dialogs } = await laterFor(this.#root().querySelector(':focus'), this.#context.environment())
      this.#dialogs ??= new Dialogs(this.#context, this.#root)
    } catch {
      return this.#context.fail(this.#context.view()?.messages.common.dialogFailed ?? '')
    }
    // Another invoice may be shown by now.
    if (this.#context.view() !== null) which(this.#dialogs)
  }
}
