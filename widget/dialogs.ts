import { DialogSlot } from './tab/dialog-slot.ts'

/** The dialogs of the tab, by name. Another one is a folder with a flow, and a line here. */
export class Dialogs extends DialogSlot {
  readonly refund = this.dialog(() => import('./refund/refund-flow.ts'))
  readonly record = this.dialog(() => import('./record/record-flow.ts'))
  readonly remove = this.dialog(() => import('./remove/remove-flow.ts'))
}
