import type { Attention, Dispute, Invoice, Payment, Tab } from '../../../server/contract/tab.ts'

/** The moment at which the tests and the gallery show the tab. */
export const NOW = Date.parse('2026-11-23T16:40:00Z')

const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A time before (or, negative, after) now. */
export const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString()

let next = 1

export function charge(given: Partial<Payment> = {}): Payment {
  const id = given.id ?? `pay_${next++}`
  const amount = given.amount ?? 12_000
  return {
    id,
    method: 'stripe_link',
    amount,
    currency: 'usd',
    status: 'succeeded',
    recordedAt: ago(3 * DAY),
    recordedBy: { name: null, via: 'stripe' },
    note: null,
    replaces: null,
    charge: `ch_${id}`,
    card: { brand: 'visa', last4: '4242' },
    refundable: amount,
    refunded: 0,
    lost: 0,
    fee: { amount: 378, currency: 'usd' },
    links: { stripe: `https://dashboard.stripe.test/payments/ch_${id}`, receipt: `https://pay.stripe.test/receipts/${id}` },
    action: 'refund',
    blockedBy: null,
    refund: null,
    approval: null,
    ...given,
  }
}

export function refundOf(
  original: Payment,
  amount: number,
  given: Omit<Partial<Payment>, 'refund'> & { refund?: Partial<NonNullable<Payment['refund']>> } = {},
): Payment {
  const status = given.status ?? 'succeeded'
  const id = given.id ?? `ref_${next++}`
  return {
    ...charge(),
    method: 'stripe_refund',
    recordedAt: ago(2 * HOUR),
    recordedBy: { name: 'Dana Reyes', via: 'widget' },
    charge: original.charge,
    card: original.card,
    refundable: null,
    refunded: null,
    lost: null,
    fee: null,
    links: { stripe: `https://dashboard.stripe.test/refunds/re_${id}`, receipt: null },
    action: null,
    blockedBy: null,
    ...given,
    id,
    amount: -amount,
    status,
    refund: {
      id: `re_${id}`,
      original: original.id,
      reason: 'requested_by_customer',
      pendingReason: null,
      failureReason: null,
      paidOut: 0,
      reference: null,
      ...given.refund,
    },
  }
}

export function book(method: Payment['method'], amount: number, given: Partial<Payment> = {}): Payment {
  return {
    ...charge({ amount }),
    method,
    recordedAt: ago(2 * DAY),
    recordedBy: { name: 'Dana Reyes', via: 'widget' },
    charge: null,
    card: null,
    refundable: null,
    refunded: null,
    lost: null,
    fee: null,
    links: null,
    action: 'remove',
    ...given,
  }
}

export function disputeOf(original: Payment, given: Partial<Dispute> = {}): Dispute {
  return {
    id: `du_${next++}`,
    charge: original.charge ?? '',
    payment: original.id,
    amount: original.amount,
    currency: original.currency,
    reason: 'product_not_received',
    status: 'needs_response',
    open: true,
    inquiry: false,
    evidenceDueBy: ago(-2 * DAY - 4 * HOUR - 30 * MINUTE),
    evidenceSubmitted: false,
    evidenceUrl: 'https://dashboard.stripe.test/disputes/du_1',
    fee: { amount: 1_500, currency: 'usd' },
    withdrawnAt: ago(DAY),
    openedAt: ago(DAY),
    closedAt: null,
    ...given,
  }
}

export interface TabParts {
  readonly payments?: readonly Payment[]
  readonly disputes?: readonly Dispute[]
  readonly attention?: readonly Attention[]
  readonly permissions?: Partial<Tab['permissions']>
  readonly invoice?: Partial<Invoice>
  readonly sync?: Tab['sync']
  readonly version?: number
}

const COUNTED: ReadonlySet<string> = new Set(['succeeded', 'pending', 'requires_action'])

/** A tab whose sums follow from its rows, as the server’s do. */
export function tabOf({ payments = [], disputes = [], attention = [], permissions, invoice, sync, version = 1 }: TabParts = {}): Tab {
  const total = invoice?.total ?? 24_000
  const paid = payments.filter(({ status }) => COUNTED.has(status)).reduce((sum, { amount }) => sum + amount, 0)
  return {
    invoice: {
      id: '1001',
      number: '1001',
      currency: 'usd',
      total,
      paid,
      balance: total - paid,
      status: 'open',
      customer: { name: 'Ada Park', email: null },
      ...invoice,
    },
    payments: [...payments],
    disputes: [...disputes],
    permissions: {
      refund: true,
      record: true,
      remove: true,
      audit: true,
      approve: false,
      refundLeft: null,
      withoutApproval: null,
      ...permissions,
    },
    attention: [...attention],
    sync: sync === undefined ? { checkedAt: ago(2 * MINUTE), matches: true, difference: 0, changedSince: false } : sync,
    version,
  }
}

/** A client secret as the server signs them, but for the signature. */
export function clientSecret({ invoice = '1001', expiresAt = NOW + 15 * MINUTE }: { invoice?: string; expiresAt?: number } = {}): string {
  const part = (value: unknown): string => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const claims = {
    aud: 'jeweltrak-payments',
    sub: 'dana',
    name: 'Dana Reyes',
    store: 'default',
    invoice,
    permissions: ['refund', 'record', 'remove'],
    exp: Math.floor(expiresAt / 1000),
  }
  return `${part({ alg: 'HS256' })}.${part(claims)}.${part(expiresAt)}`
}
