import { defineOnce } from '../shared/define-once.ts'
import { RecordPaymentDialog } from './record-payment-dialog.ts'

defineOnce('jeweltrak-record-payment-dialog', RecordPaymentDialog)

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-record-payment-dialog': RecordPaymentDialog
  }
}
