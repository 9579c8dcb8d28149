/** The Stripe simulator as tests of the operations use it: in this process, with its events taken by hand. */
import Stripe from 'stripe'
import * as z from 'zod'
import { createSimulator, type FaultSettings } from '../../demo/simulator/index.ts'

export const STRIPE_KEY = 'sk_test_played'
export const WEBHOOK_SECRET = 'whsec_played'

const Charge = z.object({ charge: z.string(), paymentIntent: z.string(), session: z.string().optional() })
const WithId = z.object({ id: z.string() })
const State = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      charges: z.array(z.looseObject({ id: z.string(), amount_refunded: z.int() })),
      refunds: z.array(z.looseObject({ id: z.string(), charge: z.string(), amount: z.int(), status: z.string() })),
      events: z.array(z.looseObject({ id: z.string(), type: z.string(), data: z.object({ object: z.looseObject({}) }) })),
    }),
  ),
})
const Requests = z.object({
  requests: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      params: z.looseObject({}),
      idempotencyKey: z.string().nullable(),
      status: z.int().nullable(),
      acted: z.boolean(),
      startedOrder: z.int(),
      endedOrder: z.int().nullable(),
    }),
  ),
})

export type StripeEvent = z.infer<typeof State>['accounts'][number]['events'][number]
export type StripeRequest = z.infer<typeof Requests>['requests'][number]

/** What a payment may be besides its invoice and amount; see the simulator's README. */
export type ChargeOptions = Readonly<Record<string, string | number | boolean | object>>

export interface PlayedStripe extends AsyncDisposable {
  readonly url: string
  /** A customer pays; the charge’s id. */
  pay(invoice: string, amount: number, options?: ChargeOptions): Promise<string>
  /** A customer pays at a checkout session that the API made; the charge’s id. */
  payAt(session: string, options?: object): Promise<string>
  capture(charge: string, amount?: number, options?: object): Promise<void>
  /** The bank answers for a debit. */
  clear(charge: string, status: 'succeeded' | 'failed'): Promise<void>
  /** Someone refunds in Stripe’s dashboard; the refund’s id. */
  refund(charge: string, amount?: number, options?: object): Promise<string>
  /** The bank makes something of a refund. */
  moveRefund(refund: string, change: object): Promise<void>
  dispute(charge: string, options?: object): Promise<string>
  moveDispute(dispute: string, change: object): Promise<void>
  faults(settings: FaultSettings): Promise<void>
  /** The events since the last time, oldest first. */
  newEvents(): Promise<StripeEvent[]>
  /** Every refund that Stripe has, oldest first. */
  refunds(): Promise<z.infer<typeof State>['accounts'][number]['refunds']>
  /** The requests that Stripe got since the last time. */
  newRequests(): Promise<StripeRequest[]>
}

export async function playStripe(options: { readonly clock: () => Date; readonly accounts?: readonly string[] }): Promise<PlayedStripe> {
  const simulator = createSimulator({
    accounts: [{ id: 'acct_platform' }, ...(options.accounts ?? []).map((id) => ({ id }))],
    secretKey: STRIPE_KEY,
    clock: options.clock,
  })
  const { url } = await simulator.listen(0)
  const seen = new Set<string>()
  let seenUpTo = 0

  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await simulator.fetch(
      new Request(`${url}/_sim${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
    )
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const state = async () => State.parse(await control('GET', '/state')).accounts

  return {
    url,
    pay: async (invoice, amount, more = {}) => Charge.parse(await control('POST', '/charges', { invoice, amount, ...more })).charge,
    payAt: async (session, more = {}) => Charge.parse(await control('POST', `/checkout/${session}/pay`, more)).charge,
    capture: async (charge, amount, more = {}) =>
      void (await control('POST', `/charges/${charge}/capture`, { ...(amount === undefined ? {} : { amount }), ...more })),
    clear: async (charge, status) => void (await control('POST', `/charges/${charge}/clear`, { status })),
    refund: async (charge, amount, more = {}) =>
      WithId.parse(await control('POST', '/refunds', { charge, ...(amount === undefined ? {} : { amount }), ...more })).id,
    moveRefund: async (refund, change) => void (await control('POST', `/refunds/${refund}`, change)),
    dispute: async (charge, more = {}) => WithId.parse(await control('POST', '/disputes', { charge, ...more })).id,
    moveDispute: async (dispute, change) => void (await control('POST', `/disputes/${dispute}`, change)),
    faults: async (settings) => void (await control('PUT', '/faults', settings)),
    async newEvents() {
      const all = (await state()).flatMap((account) => account.events).filter((event) => !seen.has(event.id))
      for (const event of all) seen.add(event.id)
      return all
    },
    refunds: async () => (await state()).flatMap((account) => account.refunds),
    async newRequests() {
      const { requests } = Requests.parse(await control('GET', '/requests'))
      const fresh = requests.filter((request) => request.startedOrder > seenUpTo)
      seenUpTo = Math.max(seenUpTo, ...requests.map((request) => request.endedOrder ?? request.startedOrder))
      return fresh
    },
    [Symbol.asyncDispose]: () => simulator.stop(),
  }
}

/** The signature that Stripe sends with this body, made at `at`. */
export function signatureOf(body: string, at: Date, secret: string = WEBHOOK_SECRET): string {
  const { webhooks } = new Stripe(STRIPE_KEY)
  return webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(at.getTime() / 1000) })
}
