import { start as approval } from './approval/approval-flow.ts'
import { start as record } from './record/record-flow.ts'
import { start as refund } from './refund/refund-flow.ts'
import { start as remove } from './remove/remove-flow.ts'
import { DialogSlot } from './tab/dialog-slot.ts'
import { start as trace } from './trace/trace-flow.ts'

/** The dialogs of the tab, by name. Another one is a folder with a flow, and a line here. */
export class Dialogs extends DialogSlot {
  readonly approval = this.dialog(approval)
  readonly refund = this.dialog(refund)
  readonly record = this.dialog(record)
  readonly trace = this.dialog(trace)
  readonly remove = this.dialog(remove)
}
