import './define.ts'
import { html } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { DIALOG_PARTS } from '../shared/modal-dialog/dialog-element.ts'
import type { Flow, OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'
import { RepeatableCall } from '../tab/repeatable-call.ts'

/** Removes a book payment. */
export function start(context: TabContext, dialog: OpenDialog<Payment>, onClose: () => void): Flow<Payment> {
  const removing = new RepeatableCall(context, dialog)
  const remove = ({ id }: Payment): Promise<void> =>
    removing.submit(
      () => context.client().removePayment(id),
      ({ payments }) => payments.every((payment) => payment.id !== id),
    )
  return {
    render: (payment, view) =>
      html`<jeweltrak-remove-dialog
        class="dialog"
        exportparts=${DIALOG_PARTS}
        .view=${view}
        .environment=${context.environment()}
        .payment=${payment}
        .removing=${removing.state}
        .submit=${() => void remove(payment)}
        @close=${onClose}
      ></jeweltrak-remove-dialog>`,
    closed: () => removing.forget(),
  }
}
