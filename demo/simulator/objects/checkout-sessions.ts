import { missing } from '../errors.ts'
import type { Account, Charge, PaymentIntent, Session } from '../state.ts'
import { type Context, seconds } from '../world.ts'
import { emit } from './events.ts'

export interface NewSession {
  readonly amount: number
  readonly currency: string
  /** As the shop gave it to Checkout, or wrote it into a payment link's address. */
  readonly clientReferenceId?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** The link that opened it, whose own metadata `metadata` is. */
  readonly paymentLink?: string | undefined
  readonly email?: string | undefined
  readonly methodTypes: readonly string[]
  readonly successUrl?: string | undefined
  readonly cancelUrl?: string | undefined
  readonly created?: number | undefined
}

/** A payment link silently drops a reference in its address that is anything else (docs.stripe.com/payment-links/url-parameters). */
const keptByLinks = /^[A-Za-z0-9_-]{1,200}$/

/** A page where a customer will pay. It has no payment intent until the customer pays. */
export function addSession(context: Context, wanted: NewSession): Session {
  const { world, account } = context
  const id = world.ids('cs_test')
  const created = wanted.created ?? seconds(world.clock())
  const session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: wanted.amount,
    amount_total: wanted.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: 'auto',
    cancel_url: wanted.cancelUrl ?? null,
    client_reference_id: referenceOf(wanted),
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: wanted.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: null,
    customer_email: wanted.email ?? null,
    discounts: [],
    expires_at: created + 24 * 60 * 60,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: 'auto',
    managed_payments: null,
    metadata: { ...wanted.metadata },
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: wanted.paymentLink ?? null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: [...wanted.methodTypes],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: wanted.successUrl ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `https://checkout.stripe.com/c/pay/${id}`,
    wallet_options: null,
  } satisfies Session
  account.sessions.set(id, session)
  return session
}

function referenceOf({ clientReferenceId = '', paymentLink }: NewSession): string | null {
  const isDropped = clientReferenceId === '' || (paymentLink !== undefined && !keptByLinks.test(clientReferenceId))
  return isDropped ? null : clientReferenceId
}

export function sessionOf(account: Account, id: string): Session {
  const session = account.sessions.get(id)
  if (session === undefined) throw missing('checkout.session', id, 'session')
  return session
}

/** The customer has gone through the page; a bank debit is complete but not yet paid. */
export function completeSession(context: Context, session: Session, intent: PaymentIntent, charge: Charge): void {
  session.payment_intent = intent.id
  session.status = 'complete'
  session.url = null
  session.payment_status = charge.status === 'pending' ? 'unpaid' : 'paid'
  session.customer_details = {
    address: null,
    business_name: null,
    email: charge.billing_details.email,
    individual_name: null,
    name: charge.billing_details.name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  }
  emit(context, 'checkout.session.completed', session)
}

/** The bank has answered for the debit of the session that made this charge, if one did. */
export function completeDebit(context: Context, charge: Charge): void {
  for (const session of context.account.sessions.values()) {
    if (session.payment_intent !== charge.payment_intent) continue
    const paid = charge.status === 'succeeded'
    if (paid) session.payment_status = 'paid'
    emit(context, paid ? 'checkout.session.async_payment_succeeded' : 'checkout.session.async_payment_failed', session)
  }
}
