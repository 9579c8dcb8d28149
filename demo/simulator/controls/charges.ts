import { Hono } from 'hono'
import { z } from 'zod'
import { type NewSession, addSession, completeSession, completeDebit } from '../objects/checkout-sessions.ts'
import { chargeOf } from '../objects/charges.ts'
import { capture } from '../objects/captures.ts'
import { answerDebit, pay } from '../objects/paying.ts'
import { addIntent, cancel, intentOf } from '../objects/payment-intents.ts'
import { type Means, type MethodType, defaultMeans } from '../objects/payment-methods.ts'
import { addRelease } from '../objects/releases.ts'
import type { Account, Charge, Session } from '../state.ts'
import type { Context, World } from '../world.ts'
import { ControlRefusal, accountHolding, accountNamed, bodyOf, fromDashboard, moment } from './control.ts'

const amount = z.number().int().positive()

const newCharge = z.strictObject({
  invoice: z.string().min(1).max(450),
  amount,
  currency: z
    .string()
    .regex(/^[a-z]{3}$/i)
    .toLowerCase()
    .default('usd'),
  method: z.enum(['stripe_link', 'stripe_terminal', 'interac']).default('stripe_link'),
  captured: z.boolean().default(true),
  store: z.string().optional(),
  via: z.enum(['payment_intent', 'checkout', 'payment_link']).default('payment_intent'),
  marks: z.enum(['charge', 'payment_intent', 'session', 'reference', 'none']).optional(),
  reference: z.string().min(1).max(500).optional(),
  async: z.boolean().default(false),
  declined: z.boolean().default(false),
  card: z.strictObject({ brand: z.string().min(1), last4: z.string().regex(/^\d{4}$/) }).optional(),
  customer: z.strictObject({ name: z.string().optional(), email: z.string().optional() }).optional(),
  metadata: z.record(z.string(), z.string()).default({}),
  createdAt: moment.optional(),
})

type NewCharge = z.output<typeof newCharge>

const types: Record<NewCharge['method'], MethodType> = {
  stripe_link: 'card',
  stripe_terminal: 'card_present',
  interac: 'interac_present',
}

function meansFor(wanted: NewCharge): Means {
  const means = defaultMeans(wanted.async ? 'us_bank_account' : types[wanted.method])
  return { ...means, ...wanted.card, ...(wanted.declined && { declineCode: 'generic_decline' }) }
}

/** A customer pays an invoice; where the invoice's mark sits is up to `marks`. */
function charge(context: Context, wanted: NewCharge): { charge: string; paymentIntent: string; session?: string } {
  const means = meansFor(wanted)
  const hosted = wanted.via !== 'payment_intent'
  const marks = wanted.marks ?? (hosted ? 'reference' : 'charge')
  if (!hosted && (marks === 'session' || marks === 'reference' || wanted.reference !== undefined))
    throw new ControlRefusal(400, 'A mark on a session needs via "checkout" or "payment_link".')
  const mark = { jeweltrak_invoice: wanted.invoice }
  const session = hosted
    ? sessionFor(context, wanted, means, {
        metadata: marks === 'session' ? mark : {},
        clientReferenceId: wanted.reference ?? (marks === 'reference' ? `jeweltrak-${wanted.invoice}` : undefined),
      })
    : undefined
  const intent = addIntent(context, {
    amount: wanted.amount,
    currency: wanted.currency,
    captureMethod: wanted.captured ? undefined : 'manual',
    methodTypes: [means.type],
    metadata: { ...wanted.metadata, ...(marks === 'charge' && mark) },
    created: wanted.createdAt,
  })
  const paid = pay(context, intent, means, wanted.customer)
  if (marks === 'payment_intent') Object.assign(intent.metadata, mark)
  if (session !== undefined && paid.status !== 'failed') completeSession(context, session, intent, paid)
  return { charge: paid.id, paymentIntent: intent.id, ...(session !== undefined && { session: session.id }) }
}

function sessionFor(context: Context, wanted: NewCharge, means: Means, marks: Pick<NewSession, 'metadata' | 'clientReferenceId'>): Session {
  if (wanted.via === 'checkout' && (marks.clientReferenceId?.length ?? 0) > 200)
    throw new ControlRefusal(400, 'Checkout takes references of at most 200 characters.')
  return addSession(context, {
    amount: wanted.amount,
    currency: wanted.currency,
    ...marks,
    paymentLink: wanted.via === 'payment_link' ? context.world.ids('plink') : undefined,
    email: wanted.customer?.email,
    methodTypes: [means.type],
    created: wanted.createdAt,
  })
}

/** Release as API versions before 2025-03-31.basil do it. */
const asRefund = z.boolean().default(false)

/** `final` false: more is captured later; `over`: more than was authorised may be. */
const newCapture = z.strictObject({
  amount: z.number().int().min(0).optional(),
  final: z.boolean().default(true),
  over: z.boolean().default(false),
  asRefund,
})

const payment = z.strictObject({ method: z.string().optional(), async: z.boolean().default(false) })

/** `/_sim/charges`: the customer's side of a payment, and the shop's capture. */
export function chargeControls(world: World): Hono {
  const app = new Hono()
  const find = (id: string): { context: Context; account: Account; found: Charge } => {
    const account = accountHolding(world, 'charges', id)
    return { account, context: fromDashboard(world, account), found: chargeOf(account, id) }
  }

  app.post('/_sim/charges', async (c) => {
    const wanted = await bodyOf(c, newCharge)
    return c.json(charge(fromDashboard(world, accountNamed(world, wanted.store)), wanted), 201)
  })

  app.post('/_sim/charges/:id/capture', async (c) => {
    const { asRefund: releasesAsRefund, ...wanted } = await bodyOf(c, newCapture)
    const { account, context, found } = find(c.req.param('id'))
    capture(context, intentOf(account, found.payment_intent ?? ''), wanted)
    const rest = found.amount - found.amount_captured
    if (releasesAsRefund && wanted.final && rest > 0) addRelease(context, found, rest)
    return c.json(found)
  })

  app.post('/_sim/charges/:id/release', async (c) => {
    const wanted = await bodyOf(c, z.strictObject({ asRefund }))
    const { account, context, found } = find(c.req.param('id'))
    cancel(context, intentOf(account, found.payment_intent ?? ''), null)
    if (wanted.asRefund) addRelease(context, found, found.amount)
    return c.json(found)
  })

  app.post('/_sim/charges/:id/clear', async (c) => {
    const wanted = await bodyOf(c, z.strictObject({ status: z.enum(['succeeded', 'failed']) }))
    const { context, found } = find(c.req.param('id'))
    answerDebit(context, found, wanted.status === 'succeeded')
    completeDebit(context, found)
    return c.json(found)
  })

  app.post('/_sim/charges/:id/silence', async (c) => {
    const { silent } = await bodyOf(c, z.strictObject({ silent: z.boolean() }))
    const { account, found } = find(c.req.param('id'))
    if (silent) account.silentCharges.add(found.id)
    else account.silentCharges.delete(found.id)
    world.changed()
    return c.json(found)
  })

  app.post('/_sim/checkout/:id/pay', async (c) => {
    const wanted = await bodyOf(c, payment)
    return c.json(paySession(world, c.req.param('id'), wanted.async), 201)
  })

  return app
}

/** A customer pays at a checkout page that the API made. */
function paySession(world: World, id: string, bankDebit: boolean): { charge: string; paymentIntent: string } {
  const account = [...world.accounts.values()].find(({ sessions }) => sessions.has(id))
  const session = account?.sessions.get(id)
  if (account === undefined || session === undefined) throw new ControlRefusal(404, `No account has ${id}.`)
  if (session.status !== 'open') throw new ControlRefusal(400, `The session is ${session.status ?? 'closed'}.`)
  const context = fromDashboard(world, account)
  const means = defaultMeans(bankDebit ? 'us_bank_account' : 'card')
  const intent = addIntent(context, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    methodTypes: [means.type],
    ...account.intentData.get(id),
  })
  const paid = pay(context, intent, means, { email: session.customer_email ?? undefined })
  completeSession(context, session, intent, paid)
  return { charge: paid.id, paymentIntent: intent.id }
}
