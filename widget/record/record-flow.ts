import './define.ts'
import { html } from 'lit'
import type { RecordBookPayment } from '../../server/contract/requests.ts'
import type { Payment } from '../../server/contract/tab.ts'
import { DIALOG_PARTS } from '../shared/modal-dialog/dialog-element.ts'
import type { Flow, OpenDialog } from '../tab/flow.ts'
import type { TabContext } from '../tab/tab-context.ts'
import { RecordController } from './record-controller.ts'

/**
 * A payment to record. `replaces` is the failed refund whose money goes out this way, null otherwise; `amount`, in minor
 * units, is what to fill in where that is known.
 */
export interface ToRecord {
  readonly replaces: Payment | null
  readonly amount?: number
}

/** Records a book payment. */
export function start(context: TabContext, dialog: OpenDialog<ToRecord>, onClose: () => void): Flow<ToRecord> {
  const recording = new RecordController(context, dialog)
  return {
    render: ({ replaces, amount }, view) =>
      html`<jeweltrak-record-payment-dialog
        class="dialog"
        exportparts=${DIALOG_PARTS}
        .view=${view}
        .environment=${context.environment()}
        .replaces=${replaces}
        .amount=${amount ?? null}
        .recording=${recording.state}
        .submit=${(body: RecordBookPayment) => void recording.submit(body)}
        @close=${onClose}
      ></jeweltrak-record-payment-dialog>`,
    closed: () => recording.forget(),
  }
}
