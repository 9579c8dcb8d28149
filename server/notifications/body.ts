/** The body of a notification, made from what is stored of it: the same each time it is sent, but for a refund's reference. */
import * as z from 'zod/mini'
import { Actor, Amount, Currency, Method } from '../contract/fields.ts'
import { NOTIFICATIONS, type DisputeNews, type Notification, type PaymentNews, type RefundNews } from '../contract/notifications.ts'
import { CARD_WINDOW } from '../domain/notifications.ts'
import type { Delivery } from './queries.ts'

/** Throws where what is stored is not what this version writes. */
export function bodyOf(delivery: Delivery): Notification {
  return NOTIFICATIONS[delivery.type].parse({ type: delivery.type, timestamp: delivery.at.toISOString(), data: dataOf(delivery) })
}

function dataOf(delivery: Delivery): unknown {
  const { store, invoice, facts } = delivery
  switch (delivery.type) {
    case 'payment.recorded':
    case 'payment.removed':
      return paymentOf(delivery)
    case 'refund.requested':
    case 'refund.approval_requested':
    case 'refund.approved':
    case 'refund.declined':
    case 'refund.withdrawn':
    case 'refund.approval_expired':
    case 'refund.recorded':
    case 'refund.changed':
      return refundOf(delivery)
    case 'dispute.opened':
    case 'dispute.changed':
    case 'dispute.closed':
      return disputeOf(delivery)
    case 'invoice.balance_changed': {
      const { total, paid, currency } = Sums.parse(facts)
      return { store, invoice, currency, total, paid, balance: total - paid }
    }
    case 'attention.opened':
      return { store, invoice, ...facts }
  }
}

const Sums = z.object({ total: Amount, paid: Amount, currency: Currency })

const text = z.nullish(z.string())

/** What the audit entry said. */
const Money = z.object({
  payment: text,
  charge: text,
  refund: text,
  amount: Amount,
  currency: Currency,
  actor: Actor,
  method: z.optional(Method),
})

function paymentOf({ store, invoice, facts, method }: Delivery): unknown {
  const { payment, charge, amount, currency, actor, method: said } = Money.parse(facts)
  return { store, invoice, payment, charge, amount, currency, actor, method: said ?? method } satisfies Partial<
    Record<keyof PaymentNews, unknown>
  >
}

const Refund = z.extend(Money, {
  action: z.string(),
  status: text,
  to: text,
  failureReason: text,
  stripeCode: text,
  note: text,
  notifyCustomer: z.nullish(z.boolean()),
})

function refundOf(delivery: Delivery): unknown {
  const { store, invoice, card_brand: brand, card_last4: last4, reason } = delivery
  const { reference_type: type, reference_value: value, reference_status, requester_id: id, requester_name: name } = delivery
  const facts = Refund.parse(delivery.facts)
  const { payment, charge, refund, amount, currency, actor } = facts
  return {
    store,
    invoice,
    payment,
    charge,
    refund: refund ?? null,
    amount: Math.abs(amount),
    currency,
    status: statusOf(facts),
    reason,
    failureReason: facts.failureReason ?? facts.stripeCode ?? null,
    card: brand === null || last4 === null ? null : { brand, last4 },
    window: last4 === null ? null : CARD_WINDOW,
    reference: value === null || facts.action in STATUS_OF ? null : { type, value, status: reference_status },
    notifyCustomer: facts.notifyCustomer ?? delivery.notify_customer,
    note: facts.action === 'refund_declined' ? (facts.note ?? null) : null,
    requester: id === null ? null : { id, name },
    actor,
  } satisfies Record<keyof RefundNews, unknown>
}

/** Where the refund stands by what was done, before Stripe says where. */
const STATUS_OF: Readonly<Record<string, string>> = {
  refund_requested: 'processing',
  refund_approval_requested: 'awaiting_approval',
  refund_approved: 'processing',
  refund_declined: 'declined',
  refund_withdrawn: 'withdrawn',
  refund_approval_expired: 'expired',
}

function statusOf({ action, status, to }: z.infer<typeof Refund>): unknown {
  return action === 'refund_rejected' ? 'rejected' : (STATUS_OF[action] ?? to ?? status)
}

const Dispute = z.extend(Money, {
  dispute: z.string(),
  status: z.string(),
  reason: z.string(),
  evidenceSubmitted: z.boolean(),
  evidenceDueBy: text,
})

function disputeOf({ store, invoice, facts }: Delivery): unknown {
  const {
    dispute,
    charge,
    payment = null,
    amount,
    currency,
    reason,
    status,
    evidenceSubmitted,
    evidenceDueBy = null,
  } = Dispute.parse(facts)
  return {
    ...{ store, invoice, dispute, charge, payment, amount, currency, reason, status, evidenceSubmitted, evidenceDueBy },
  } satisfies Record<keyof DisputeNews, unknown>
}
