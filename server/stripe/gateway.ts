/**
 * The one way to Stripe. Every call goes through here: SDK retries off, ten seconds, our own idempotency key on every
 * POST. No transaction may be open while one of these runs. `account` is the connected account, null for the
 * platform's own.
 */
import type { AccountId, ChargeId, InvoiceId } from '../contract/ids.ts'
import Stripe from 'stripe'
import type { SeenCall } from '../context/seen-call.ts'
import { observedFetch } from './observed-fetch.ts'
import { addressOf } from './address.ts'
import { createLanes } from './lanes.ts'
import { createRefund, tryRefunding, type RefundAnswer, type RefundParams } from './create-refund.ts'
import { METADATA } from './objects/metadata.ts'
import { parseCharge } from './objects/charge.ts'
import type { StripeCharge, StripeDispute, StripeRefund } from '../domain/stripe-facts.ts'
import { STRIPE_TIMEOUT } from '../domain/time-limits.ts'
import { parseSession, type SessionFacts } from './objects/checkout-session.ts'
import { parseDispute } from './objects/dispute.ts'
import { parseEvent, type EventFacts } from './objects/event.ts'
import { parseIntent, type IntentFacts } from './objects/payment-intent.ts'
import { namedIntent, namesNoCharge, parseRefund } from './objects/refund.ts'
import { readPages, type From, type Page } from './pages.ts'
import { PAGE_SIZE, reading } from './read.ts'

export interface StripeGateway {
  /** Requests a refund. Never throws: an answer that did not come is an answer too. */
  createRefund(account: AccountId | null, params: RefundParams, idempotencyKey: string): Promise<RefundAnswer>
  /**
   * Whether the key may refund: requests the refund of a charge that does not exist, which moves nothing whatever is answered. Throws
   * {@link StripeUnavailable} where it may not, or nothing is answered.
   */
  tryRefunding(account: AccountId | null, idempotencyKey: string): Promise<void>
  /** The reads throw {@link StripeUnavailable}; those of one object answer null where Stripe has no such thing. */
  getRefund(account: AccountId | null, id: string): Promise<StripeRefund | null>
  getCharge(account: AccountId | null, id: string): Promise<StripeCharge | null>
  getDispute(account: AccountId | null, id: string): Promise<StripeDispute | null>
  getIntent(account: AccountId | null, id: string): Promise<IntentFacts | null>
  /** All pages; `beforeNextPage` may stop it by throwing, before each but the first. */
  listRefunds(account: AccountId | null, charge: ChargeId, beforeNextPage?: () => Promise<void>): Promise<StripeRefund[]>
  listDisputes(account: AccountId | null, charge: ChargeId): Promise<StripeDispute[]>
  /** The charges whose own metadata names the invoice; Stripe finds what is older than a minute, and nothing for accounts in India. */
  searchCharges(account: AccountId | null, invoice: InvoiceId): Promise<StripeCharge[]>
  /** The checkout sessions that led to a payment intent; one at most in practice. */
  listSessions(account: AccountId | null, paymentIntent: string): Promise<SessionFacts[]>
  /** Long lists, page by page, newest first. */
  readonly pages: {
    charges(account: AccountId | null, from: From): AsyncGenerator<Page<StripeCharge>>
    refunds(account: AccountId | null, from: From): AsyncGenerator<Page<StripeRefund>>
    disputes(account: AccountId | null, from: From): AsyncGenerator<Page<StripeDispute>>
    /** Those at which a customer went through with it: the others led to no money. */
    sessions(account: AccountId | null, from: From): AsyncGenerator<Page<SessionFacts>>
    /** Events that an endpoint has not taken yet; Stripe keeps events for 30 days. */
    undeliveredEvents(account: AccountId | null, from: From): AsyncGenerator<Page<ListedEvent>>
  }
}

/** An event as it was listed, with its own text as a webhook would carry it. */
export interface ListedEvent extends EventFacts {
  readonly payload: string
}

export interface StripeGatewayOptions {
  readonly secretKey: string
  /** Where Stripe's API is; null for Stripe's own. */
  readonly apiUrl: string | null
  /** How requests are sent; the platform's own `fetch` unless given. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Told of every call on the way, each page of a list too. */
  readonly onCall?: ((call: SeenCall) => void) | undefined
  /** This machine's clock, for what is told; its own unless given. */
  readonly clock?: (() => Date) | undefined
  /** Reads of one account at once; {@link READS_AT_ONCE} unless given. */
  readonly readsAtOnce?: number
}

/**
 * Reads of one account at once, save those about refunds, which wait for none. Stripe's "Rate limits" allow 25 calls a
 * second in test mode and 100 in live mode; at some 150 ms each, these leave room for refunds.
 */
const READS_AT_ONCE = 4

export function createStripeGateway({
  secretKey,
  apiUrl,
  fetch,
  onCall,
  clock = () => new Date(),
  readsAtOnce = READS_AT_ONCE,
}: StripeGatewayOptions): StripeGateway {
  const sent = onCall === undefined ? fetch : observedFetch({ onCall, now: () => clock().getTime(), fetch })
  const stripe = new Stripe(secretKey, {
    ...addressOf(apiUrl),
    httpClient: Stripe.createFetchHttpClient(sent),
    maxNetworkRetries: 0,
    timeout: STRIPE_TIMEOUT * 1000,
    telemetry: false,
  })
  const of = {
    refunds: reading('refunds.read'),
    charges: reading('charges.read'),
    disputes: reading('disputes.read'),
    intents: reading('payment_intents.read'),
    sessions: reading('checkout_sessions.read'),
  }
  const lanes = createLanes(readsAtOnce)
  const inTurn = <T>(account: AccountId | null, read: () => Promise<T>): Promise<T> => lanes(account ?? '', read)
  /** Reads a refund; of one that names only its payment intent, its charge is fetched. */
  const readRefund = (account: AccountId | null) => async (value: unknown) => {
    const intent = namedIntent(value)
    const paid = intent === null ? null : await of.intents.one(() => stripe.paymentIntents.retrieve(intent, {}, on(account)), parseIntent)
    return parseRefund(value, paid?.latestCharge)
  }
  return {
    createRefund: (account, params, idempotencyKey) => createRefund(stripe, on(account), params, idempotencyKey),
    tryRefunding: (account, idempotencyKey) => tryRefunding(stripe, on(account), idempotencyKey),
    getRefund: (account, id) => of.refunds.one(() => stripe.refunds.retrieve(id, {}, on(account)), readRefund(account)),
    getCharge: (account, id) =>
      inTurn(account, () =>
        of.charges.one(() => stripe.charges.retrieve(id, { expand: ['balance_transaction', 'payment_intent'] }, on(account)), parseCharge),
      ),
    getDispute: (account, id) => inTurn(account, () => of.disputes.one(() => stripe.disputes.retrieve(id, {}, on(account)), parseDispute)),
    getIntent: (account, id) =>
      inTurn(account, () => of.intents.one(() => stripe.paymentIntents.retrieve(id, {}, on(account)), parseIntent)),
    listRefunds: (account, charge, beforeNextPage) =>
      of.refunds.all(
        () => stripe.refunds.list({ charge, limit: PAGE_SIZE }, on(account)),
        (value) => parseRefund(value, charge),
        beforeNextPage,
      ),
    listDisputes: (account, charge) =>
      inTurn(account, () => of.disputes.all(() => stripe.disputes.list({ charge, limit: PAGE_SIZE }, on(account)), parseDispute)),
    searchCharges: (account, invoice) =>
      inTurn(account, () =>
        of.charges.found(
          () =>
            stripe.charges.search(
              {
                query: `metadata["${METADATA.invoice}"]:"${invoice}"`,
                limit: PAGE_SIZE,
                expand: ['data.balance_transaction', 'data.payment_intent'],
              },
              on(account),
            ),
          parseCharge,
        ),
      ),
    listSessions: (account, paymentIntent) =>
      inTurn(account, () =>
        of.sessions.all(
          () => stripe.checkout.sessions.list({ payment_intent: paymentIntent, limit: PAGE_SIZE }, on(account)),
          parseSession,
        ),
      ),
    pages: {
      charges: (account, from) =>
        readPages(
          'charges.read',
          (params) =>
            inTurn(account, () =>
              stripe.charges.list({ ...params, expand: ['data.balance_transaction', 'data.payment_intent'] }, on(account)),
            ),
          parseCharge,
          from,
        ),
      refunds: (account, from) =>
        readPages(
          'refunds.read',
          (params) => inTurn(account, () => stripe.refunds.list(params, on(account))),
          async (value) => (namesNoCharge(value) ? null : readRefund(account)(value)),
          from,
        ),
      disputes: (account, from) =>
        readPages('disputes.read', (params) => inTurn(account, () => stripe.disputes.list(params, on(account))), parseDispute, from),
      sessions: (account, from) =>
        readPages(
          'checkout_sessions.read',
          (params) => inTurn(account, () => stripe.checkout.sessions.list({ ...params, status: 'complete' }, on(account))),
          parseSession,
          from,
        ),
      undeliveredEvents: (account, from) =>
        readPages(
          'events.read',
          (params) => inTurn(account, () => stripe.events.list({ ...params, delivery_success: false }, on(account))),
          parseListedEvent,
          from,
        ),
    },
  }
}

function parseListedEvent(value: unknown): ListedEvent {
  return { ...parseEvent(value), payload: JSON.stringify(value) }
}

function on(account: AccountId | null): Stripe.RequestOptions {
  return account === null ? {} : { stripeAccount: account }
}
