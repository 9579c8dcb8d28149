/** What of that which happens the host is told, and for how long it is tried. */
import type { InvoiceId } from '../contract/ids.ts'
import type { NotificationType } from '../contract/notifications.ts'
import type { AuditAction } from '../contract/responses.ts'
import { COUNTED } from './balance.ts'

/** What was done, as the audit log has it. */
export interface Happened {
  readonly action: AuditAction
  readonly invoice: InvoiceId | null
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

/**
 * What is told of it, in this order. Of a charge that has no invoice yet nothing is: it is told once the charge found one,
 * and that it waits as `attention.opened`.
 */
export function notificationsOf(happened: Happened): readonly NotificationType[] {
  if (happened.invoice === null) return []
  const type = TYPES[happened.action]
  return [...(type === undefined ? [] : [type]), ...(movesBalance(happened) ? (['invoice.balance_changed'] as const) : [])]
}

const TYPES: Readonly<Partial<Record<AuditAction, NotificationType>>> = {
  payment_recorded: 'payment.recorded',
  payment_removed: 'payment.removed',
  stripe_payment_recorded: 'payment.recorded',
  stripe_payment_changed: 'payment.recorded',
  refund_requested: 'refund.requested',
  refund_approval_requested: 'refund.approval_requested',
  refund_approved: 'refund.approved',
  refund_declined: 'refund.declined',
  refund_withdrawn: 'refund.withdrawn',
  refund_approval_expired: 'refund.approval_expired',
  refund_rejected: 'refund.changed',
  stripe_refund_recorded: 'refund.recorded',
  stripe_refund_changed: 'refund.changed',
  dispute_opened: 'dispute.opened',
  dispute_changed: 'dispute.changed',
  dispute_closed: 'dispute.closed',
}

function movesBalance({ action, data = {} }: Happened): boolean {
  switch (action) {
    case 'payment_recorded':
    case 'payment_removed':
    case 'stripe_payment_recorded':
    case 'stripe_payment_changed':
      return true
    case 'stripe_refund_recorded':
      return isCounted(data['status'])
    case 'stripe_refund_changed':
      return data['restored'] === true || isCounted(data['from']) !== isCounted(data['to'])
    case 'invoice_changed':
      return data['from'] !== null && totalOf(data['from']) !== totalOf(data['to'])
    default:
      return false
  }
}

function isCounted(status: unknown): boolean {
  return COUNTED.some((counted) => counted === status)
}

function totalOf(facts: unknown): unknown {
  return typeof facts === 'object' && facts !== null && 'total' in facts ? facts.total : undefined
}

/** Business days in which a refund is to be seen on a card's statement, as banks take their time (docs.stripe.com/refunds). */
export const CARD_WINDOW = { from: 5, to: 10 } as const

/** An endpoint's delivery is given up after this long, in seconds. */
export const GIVEN_UP_AFTER = 3 * 24 * 3600

const LONGEST_WAIT = 3600

/** Seconds before a delivery that failed `attempts` times is tried again: at first 5, at most an hour. */
export function deliveryRetryDelay(attempts: number): number {
  return Math.min(LONGEST_WAIT, 5 * 2 ** Math.min(attempts - 1, 12))
}

/** Seconds for which nothing is sent to an endpoint after so many failures in a row: 0 after the first two, at most 10 minutes. */
export function endpointRest(failures: number): number {
  return failures < 3 ? 0 : Math.min(600, 15 * 2 ** Math.min(failures - 3, 10))
}
