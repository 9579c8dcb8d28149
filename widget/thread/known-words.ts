import type { Method } from '../../server/contract/fields.ts'
import type { PaymentStatus } from '../../server/contract/tab.ts'

/** The words that a step may name, to be told from any other. */
export const METHODS = [
  'stripe_link',
  'stripe_terminal',
  'stripe_refund',
  'cash',
  'check',
  'store_credit',
  'gift_card',
] as const satisfies readonly Method[]

export const PAYMENT_STATUSES = [
  'succeeded',
  'processing',
  'pending',
  'requires_action',
  'failed',
  'canceled',
] as const satisfies readonly PaymentStatus[]
