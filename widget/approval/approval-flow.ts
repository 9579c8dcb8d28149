import './define.ts'
import { html } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { DIALOG_PARTS } from '../shared/modal-dialog/dialog-element.ts'
import type { Flow, OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'
import { ApprovalController, type Decision } from './approval-controller.ts'

/** Decides about a refund that waits for approval, or takes it or its row away. */
export function start(context: TabContext, dialog: OpenDialog<Payment>, onClose: () => void): Flow<Payment> {
  const deciding = new ApprovalController(context, dialog)
  return {
    render: (opened, view) =>
      html`<jeweltrak-approval-dialog
        class="dialog"
        exportparts=${DIALOG_PARTS}
        .view=${view}
        .environment=${context.environment()}
        .payment=${opened}
        .deciding=${deciding.state}
        .submit=${(decision: Decision) => void deciding.submit(opened, decision)}
        @close=${onClose}
      ></jeweltrak-approval-dialog>`,
    closed: () => deciding.forget(),
  }
}
