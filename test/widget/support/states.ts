import type { Tab } from '../../../server/contract/tab.ts'
import { ago, book, charge, DAY, disputeOf, HOUR, refundOf, tabOf } from './tabs.ts'

/** Every state of the tab worth seeing, by name: drawn in the gallery, checked with axe in the tests. */
export const states: Readonly<Record<string, () => Tab>> = {
  empty: () => tabOf({ sync: null }),

  mixed: () => {
    const link = charge({ amount: 185_000, recordedAt: ago(6 * DAY), note: 'Deposit for ring 2214, size 6½' })
    const reader = charge({ method: 'stripe_terminal', amount: 62_500, recordedAt: ago(2 * DAY), card: { brand: 'amex', last4: '1007' } })
    return tabOf({
      invoice: { total: 320_000 },
      payments: [
        link,
        book('check', 40_000, { note: 'Check 1182', recordedAt: ago(4 * DAY) }),
        reader,
        book('cash', 12_500),
        book('store_credit', 5_000),
        book('gift_card', 2_500, { note: 'GC-88213' }),
      ],
    })
  },

  'partial refund': () => {
    const paid = charge({ amount: 12_000, refundable: 8_000, refunded: 4_000, note: 'Repair of clasp' })
    return tabOf({
      invoice: { total: 12_000 },
      payments: [
        paid,
        refundOf(paid, 2_500),
        refundOf(paid, 1_500, { recordedBy: { name: null, via: 'stripe_dashboard' }, refund: { reason: 'duplicate' } }),
      ],
    })
  },

  'fully refunded': () => {
    const paid = charge({ amount: 12_000, refundable: 0, refunded: 12_000, action: null, blockedBy: 'fully_refunded' })
    return tabOf({
      invoice: { total: 12_000 },
      payments: [
        paid,
        refundOf(paid, 4_000),
        refundOf(paid, 8_000, {
          refund: { reference: { type: 'acquirer_reference_number', value: '24692164321000123456789', status: 'available' } },
        }),
      ],
    })
  },

  'refund life': () => {
    const paid = charge({ amount: 90_000, refundable: 20_000, refunded: 10_000 })
    return tabOf({
      invoice: { total: 90_000 },
      payments: [
        paid,
        refundOf(paid, 10_000),
        refundOf(paid, 5_000, { status: 'processing', refund: { id: null } }),
        refundOf(paid, 6_000, { status: 'pending', refund: { pendingReason: 'insufficient_funds' } }),
        refundOf(paid, 7_000, { status: 'pending', refund: { pendingReason: 'charge_pending' } }),
        refundOf(paid, 8_000, { status: 'requires_action' }),
        refundOf(paid, 9_000, { status: 'failed', refund: { failureReason: 'expired_or_canceled_card' } }),
        refundOf(paid, 3_000, { status: 'canceled' }),
      ],
    })
  },

  'failed refund': () => {
    const paid = charge({ amount: 12_000 })
    return tabOf({
      invoice: { total: 12_000 },
      payments: [paid, refundOf(paid, 4_500, { status: 'failed', refund: { failureReason: 'lost_or_stolen_card' } })],
    })
  },

  'failed refund paid out in part': () => {
    const paid = charge({ amount: 24_000, refundable: 14_000 })
    const failed = refundOf(paid, 18_000, { status: 'failed', refund: { failureReason: 'lost_or_stolen_card', paidOut: 10_000 } })
    return tabOf({
      invoice: { total: 24_000 },
      payments: [paid, failed, book('cash', -10_000, { replaces: failed.id, recordedAt: ago(HOUR) })],
    })
  },

  'failed refund paid out': () => {
    const paid = charge({ amount: 12_000, refundable: 7_500 })
    const failed = refundOf(paid, 4_500, { status: 'failed', refund: { failureReason: 'lost_or_stolen_card', paidOut: 4_500 } })
    return tabOf({
      invoice: { total: 12_000 },
      payments: [paid, failed, book('cash', -4_500, { replaces: failed.id, recordedAt: ago(HOUR) })],
    })
  },

  disputed: () => {
    const paid = charge({ amount: 84_000, refundable: 0, action: null, blockedBy: 'disputed' })
    return tabOf({ invoice: { total: 84_000 }, payments: [paid], disputes: [disputeOf(paid)] })
  },

  'disputes of every kind': () => {
    const payments = [
      charge({ amount: 10_000 }),
      charge({ amount: 20_000, action: null, blockedBy: 'disputed' }),
      charge({ amount: 30_000, action: null, blockedBy: 'disputed' }),
      charge({ amount: 40_000, action: null, blockedBy: 'disputed' }),
      charge({ amount: 50_000, action: null, blockedBy: 'disputed' }),
    ] as const
    const won = charge({ amount: 5_000 })
    const lost = charge({ amount: 9_000, refunded: 2_000, lost: 7_000, refundable: 0, action: null, blockedBy: 'dispute_lost' })
    return tabOf({
      invoice: { total: 170_000 },
      payments: [...payments, won, lost, refundOf(lost, 2_000)],
      disputes: [
        disputeOf(payments[0], { inquiry: true, status: 'warning_needs_response', reason: 'general', evidenceDueBy: ago(-9 * DAY) }),
        disputeOf(payments[1], { reason: 'fraudulent' }),
        disputeOf(payments[2], { reason: 'product_unacceptable', evidenceDueBy: ago(DAY) }),
        disputeOf(payments[3], { reason: 'unrecognized', status: 'under_review', evidenceSubmitted: true }),
        disputeOf(payments[4], { status: 'appeal_needs_response', evidenceDueBy: ago(-5 * DAY), evidenceSubmitted: true }),
        disputeOf(won, { status: 'won', open: false, closedAt: ago(HOUR) }),
        disputeOf(lost, { status: 'lost', open: false, closedAt: ago(HOUR) }),
      ],
    })
  },

  blocked: () =>
    tabOf({
      payments: [
        charge({ amount: 4_000, action: null, blockedBy: 'refund_pending' }),
        charge({
          amount: 5_000,
          method: 'stripe_terminal',
          card: { brand: 'interac', last4: '1933' },
          action: null,
          blockedBy: 'requires_reader',
        }),
        charge({ amount: 6_000, action: null, blockedBy: 'permission' }),
        book('cash', 1_000, { action: null, blockedBy: 'permission' }),
      ],
      permissions: { refund: false, record: false, remove: false, audit: false },
    }),

  'needs a second person': () => {
    const paid = charge({ amount: 120_000, refundable: 70_000, action: 'refund' })
    const approval = { declinedBy: null, declineNote: null, expiresAt: ago(-7 * DAY) }
    const by = { name: 'Noor', via: 'widget' } as const
    const declined = { expiresAt: null, declinedBy: { name: 'Maya', via: 'widget' }, declineNote: 'It was worn' } as const
    return tabOf({
      payments: [
        paid,
        { ...refundOf(paid, 50_000, { status: 'awaiting_approval', recordedBy: by }), approval: { ...approval, action: 'decide' } },
        { ...refundOf(paid, 30_000, { status: 'awaiting_approval' }), approval: { ...approval, action: 'withdraw' } },
        { ...refundOf(paid, 20_000, { status: 'declined' }), approval: { ...declined, action: 'dismiss' } },
      ],
      permissions: { approve: true },
    })
  },

  'needs a person': () =>
    tabOf({
      payments: [charge()],
      sync: { checkedAt: ago(3 * HOUR), matches: false, difference: -2_500, changedSince: false },
      attention: [
        { code: 'refund_unknown', charge: 'ch_1', payment: 'pay_1', since: ago(2 * DAY) },
        { code: 'currency_mismatch', charge: 'ch_2', payment: null, since: ago(DAY) },
        { code: 'over_refunded', charge: 'ch_3', payment: 'pay_3', since: ago(DAY) },
        { code: 'event_dead', charge: 'ch_4', payment: null, since: ago(5 * HOUR) },
        { code: 'difference', charge: null, payment: null, since: ago(3 * HOUR) },
        { code: 'stripe_key_refused', charge: null, payment: null, since: ago(2 * HOUR) },
        { code: 'stripe_right_missing', charge: null, payment: null, since: ago(2 * HOUR) },
        { code: 'restored', charge: null, payment: null, since: ago(HOUR) },
      ],
    }),

  voided: () => tabOf({ invoice: { status: 'voided' }, payments: [book('cash', 24_000)] }),

  yen: () => {
    const paid = charge({ amount: 58_000, currency: 'jpy', refundable: 50_000, refunded: 8_000 })
    return tabOf({ invoice: { total: 58_000, currency: 'jpy' }, payments: [paid, refundOf(paid, 8_000, { currency: 'jpy' })] })
  },

  'large amounts': () => {
    const paid = charge({
      amount: 1_234_567_890,
      currency: 'kwd',
      refundable: 234_567_890,
      refunded: 1_000_000_000,
      note: 'Parure'.repeat(12),
      recordedBy: { name: 'Wilhelmina Featherstonehaugh-Cholmondeley', via: 'widget' },
    })
    return tabOf({
      invoice: { total: 1_234_567_890, currency: 'kwd' },
      payments: [paid, refundOf(paid, 1_000_000_000, { currency: 'kwd' })],
    })
  },

  'two hundred rows': () =>
    tabOf({
      invoice: { total: 5_000_000 },
      payments: Array.from({ length: 200 }, (_, index) =>
        index % 3 === 0
          ? charge({ recordedAt: ago((200 - index) * HOUR) })
          : book('cash', 1_000 + index, { recordedAt: ago((200 - index) * HOUR) }),
      ),
    }),
}
