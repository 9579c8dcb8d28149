import { defineOnce } from '../shared/define-once.ts'
import { PaymentThread } from './payment-thread.ts'

defineOnce('jeweltrak-payment-thread', PaymentThread)

declare global {
  interface HTMLElementTagNameMap {
    'jeweltrak-payment-thread': PaymentThread
  }
}
