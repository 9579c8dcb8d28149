import './define.ts'
import { html } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { DIALOG_PARTS } from '../shared/modal-dialog/dialog-element.ts'
import type { Flow, OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'
import { RepeatableCall } from '../tab/repeatable-call.ts'
import type { Decision } from './approval-dialog.ts'

/** Decides about a refund that waits for approval, or takes it or its row away. */
export function start(context: TabContext, dialog: OpenDialog<Payment>, onClose: () => void): Flow<Payment> {
  const deciding = new RepeatableCall(context, dialog)
  const decide = ({ id, status }: Payment, { kind, ...body }: Decision): Promise<void> =>
    deciding.submit(
      () => context.client().decideRefund(id, kind, body),
      ({ payments }) => payments.every((payment) => payment.id !== id || payment.status !== status),
    )
  return {
    render: (opened, view) =>
      html`<jeweltrak-approval-dialog
        class="dialog"
        exportparts=${DIALOG_PARTS}
        .view=${view}
        .environment=${context.environment()}
        .payment=${opened}
        .deciding=${deciding.state}
        .submit=${(decision: Decision) => void decide(opened, decision)}
        @close=${onClose}
      ></jeweltrak-approval-dialog>`,
    closed: () => deciding.forget(),
  }
}
