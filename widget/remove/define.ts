import { defineOnce } from '../shared/define-once.ts'
import { RemoveDialog } from './remove-dialog.ts'

defineOnce('jeweltrak-remove-dialog', RemoveDialog)

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-remove-dialog': RemoveDialog
  }
}
