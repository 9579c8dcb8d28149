import { defineOnce } from '../shared/define-once.ts'
import { ApprovalDialog } from './approval-dialog.ts'

defineOnce('jeweltrak-approval-dialog', ApprovalDialog)

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-approval-dialog': ApprovalDialog
  }
}
