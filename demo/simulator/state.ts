import type { Stripe } from 'stripe'

/*
 * What the simulator keeps. Stripe's own types, with every link to another object narrowed to the id that is stored;
 * `expand` replaces ids by objects only in answers.
 */

type Links<T, K extends keyof T> = Omit<T, K> & { [key in K]: Extract<T[key], string | null | undefined> }

export type PaymentIntent = Links<Stripe.PaymentIntent, 'latest_charge'>
export type Charge = Links<Stripe.Charge, 'payment_intent' | 'balance_transaction' | 'failure_balance_transaction'>
export type Refund = Links<Stripe.Refund, 'charge' | 'payment_intent' | 'balance_transaction' | 'failure_balance_transaction'>
export type Dispute = Links<Stripe.Dispute, 'charge' | 'payment_intent'>
export type Session = Links<Stripe.Checkout.Session, 'payment_intent' | 'payment_link'>
export type BalanceTransaction = Links<Stripe.BalanceTransaction, 'source'>

/** A snapshot of an object at the moment of an event. */
export type Snapshot = { readonly [member: string]: unknown }

export type Event = Omit<Stripe.EventBase, 'data' | 'type'> & {
  type: EventType
  data: { object: Snapshot; previous_attributes?: Snapshot }
}

export type EventType =
  | 'charge.captured'
  | 'charge.dispute.closed'
  | 'charge.dispute.created'
  | 'charge.dispute.funds_reinstated'
  | 'charge.dispute.funds_withdrawn'
  | 'charge.dispute.updated'
  | 'charge.failed'
  | 'charge.pending'
  | 'charge.refund.updated'
  | 'charge.refunded'
  | 'charge.succeeded'
  | 'charge.updated'
  | 'checkout.session.async_payment_failed'
  | 'checkout.session.async_payment_succeeded'
  | 'checkout.session.completed'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.processing'
  | 'payment_intent.succeeded'
  | 'refund.created'
  | 'refund.failed'
  | 'refund.updated'

/** An answer kept under an idempotency key. `path` and `params` are what it answered; `at` is in Unix milliseconds. */
export interface StoredAnswer {
  readonly path: string
  readonly params: string
  readonly status: number
  readonly body: string
  readonly at: number
}

export interface IntentData {
  readonly metadata: Readonly<Record<string, string>>
  readonly description: string | undefined
}

/** One Stripe account and everything in it. `store` is another name for it in the controls. */
export interface Account {
  readonly id: string
  readonly store: string
  readonly platform: boolean
  readonly paymentIntents: Map<string, PaymentIntent>
  readonly charges: Map<string, Charge>
  readonly refunds: Map<string, Refund>
  readonly disputes: Map<string, Dispute>
  readonly sessions: Map<string, Session>
  /** What sessions give to their payment intents once a customer pays: `payment_intent_data`, by the session's id. */
  readonly intentData: Map<string, IntentData>
  readonly balanceTransactions: Map<string, BalanceTransaction>
  readonly events: Map<string, Event>
  readonly answers: Map<string, StoredAnswer>
  /** Refunds that look succeeded and will fail by themselves. */
  readonly doomedRefunds: Set<string>
  /** Charges whose refunds Stripe says nothing about: every call about them is lost. */
  readonly silentCharges: Set<string>
}

export function emptyAccount(id: string, store: string, platform: boolean): Account {
  return {
    id,
    store,
    platform,
    paymentIntents: new Map(),
    charges: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    sessions: new Map(),
    intentData: new Map(),
    balanceTransactions: new Map(),
    events: new Map(),
    answers: new Map(),
    doomedRefunds: new Set(),
    silentCharges: new Set(),
  }
}
