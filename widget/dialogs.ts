import type { RowActions } from './table/row-actions.ts'
import { DialogSlot } from './tab/dialog-slot.ts'

/** The dialogs of the tab, by name. Another one is a folder with a flow, and a line here. */
export class Dialogs extends DialogSlot {
  readonly refund = this.dialog(() => import('./refund/refund-flow.ts'))
  readonly record = this.dialog(() => import('./record/record-flow.ts'))
  readonly trace = this.dialog(() => import('./trace/trace-flow.ts'))
  readonly remove = this.dialog(() => import('./remove/remove-flow.ts'))

  /** What the buttons of a row open. */
  readonly rowActions: RowActions = {
    refund: (payment) => void this.refund(payment),
    remove: (payment) => void this.remove(payment),
    payAnotherWay: (replaces) => void this.record({ replaces }),
    recordInstead: ({ amount }) => void this.record({ replaces: null, amount: -amount }),
    trace: (refund) => void this.trace(refund),
  }
}
