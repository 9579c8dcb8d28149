import './define.ts'
import { html } from 'lit'
import type { RequestRefund } from '../../server/contract/requests.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { DIALOG_PARTS } from '../shared/modal-dialog/dialog-element.ts'
import type { Flow, OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'
import { RefundController } from './refund-controller.ts'

/** Refunds a payment. */
export function start(context: TabContext, dialog: OpenDialog<Payment>, onClose: () => void): Flow<Payment> {
  const refunds = new RefundController(context, dialog)
  return {
    render: (opened, view) => {
      const payment = view.tab.payments.find(({ id }) => id === opened.id) ?? opened
      return html`<jeweltrak-refund-dialog
        class="dialog"
        exportparts=${DIALOG_PARTS}
        .view=${view}
        .environment=${context.environment()}
        .payment=${payment}
        .refund=${refunds.state(payment.id)}
        .options=${context.refundOptions()}
        .submit=${(body: RequestRefund) => void refunds.submit(body)}
        @close=${onClose}
      ></jeweltrak-refund-dialog>`
    },
    closed: ({ id }) => refunds.forget(id),
    observe: (tab) => refunds.observe(tab),
  }
}
