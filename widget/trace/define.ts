import { defineOnce } from '../shared/define-once.ts'
import { TraceDialog } from './trace-dialog.ts'

defineOnce('jeweltrak-trace-dialog', TraceDialog)

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-trace-dialog': TraceDialog
  }
}
