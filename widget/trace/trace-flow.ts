import './define.ts'
import { html } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { DIALOG_PARTS } from '../shared/modal-dialog/dialog-element.ts'
import type { Flow, OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'

/** Says where a refund is. */
export function start(context: TabContext, _dialog: OpenDialog<Payment>, onClose: () => void): Flow<Payment> {
  return {
    render: (opened, view) =>
      html`<jeweltrak-trace-dialog
        class="dialog"
        exportparts=${DIALOG_PARTS}
        .view=${view}
        .environment=${context.environment()}
        .refund=${view.tab.payments.find(({ id }) => id === opened.id) ?? opened}
        @close=${onClose}
      ></jeweltrak-trace-dialog>`,
    closed: () => {},
  }
}
