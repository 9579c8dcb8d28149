import { defineOnce } from '../shared/define-once.ts'
import { RefundDialog } from './refund-dialog.ts'

defineOnce('jeweltrak-refund-dialog', RefundDialog)

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-refund-dialog': RefundDialog
  }
}
