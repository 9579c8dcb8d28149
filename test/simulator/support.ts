import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Stripe } from 'stripe'
import { z } from 'zod'
import { type SimulatorOptions, createSimulator } from '../../demo/simulator/index.ts'

export const secret = 'whsec_test'

const made = z.object({ charge: z.string(), paymentIntent: z.string(), session: z.string().optional() })
const refund = z.object({ id: z.string(), status: z.string() })
const dispute = z.object({ id: z.string(), status: z.string() })
const state = z.object({
  accounts: z.array(z.object({ id: z.string(), refunds: z.array(z.object({ id: z.string(), amount: z.number() })) })),
})
const requests = z.object({
  requests: z.array(
    z.object({
      path: z.string(),
      method: z.string(),
      idempotencyKey: z.string().nullable(),
      status: z.number().nullable(),
      outcome: z.string(),
      acted: z.boolean(),
      startedOrder: z.number(),
      endedOrder: z.number().nullable(),
    }),
  ),
})
const counts = z.object({ pending: z.number(), underWay: z.number(), dropped: z.number(), givenUp: z.number(), delivered: z.number() })

/** A simulator on a free port, with the real SDK pointed at it; stopped by `await using`. */
export async function start(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ random: seeded(1), ...options })
  const { url, port } = await simulator.listen(0)

  const ask = async (method: string, path: string, body?: object): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(url + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const answer = await response.text()
    return { status: response.status, json: answer === '' ? null : JSON.parse(answer) }
  }
  const demand = async <S extends z.ZodType>(schema: S, method: string, path: string, body?: object): Promise<z.output<S>> => {
    const { status, json } = await ask(method, path, body)
    if (status > 299) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`)
    return schema.parse(json)
  }

  return {
    simulator,
    url,
    ask,
    stripe: (account?: string, key = 'sk_test_demo') =>
      new Stripe(key, {
        host: '127.0.0.1',
        port,
        protocol: 'http',
        maxNetworkRetries: 0,
        ...(account !== undefined && { stripeAccount: account }),
      }),
    charge: (wanted: object = {}) =>
      demand(made, 'POST', '/_sim/charges', { invoice: '1001', amount: 10_000, method: 'stripe_link', ...wanted }),
    refund: (wanted: object) => demand(refund, 'POST', '/_sim/refunds', wanted),
    changeRefund: (id: string, change: object) => demand(refund, 'POST', `/_sim/refunds/${id}`, change),
    dispute: (wanted: object) => demand(dispute, 'POST', '/_sim/disputes', wanted),
    changeDispute: (path: string, change: object) => demand(dispute, 'POST', `/_sim/disputes/${path}`, change),
    faults: (settings: object) => demand(z.unknown(), 'PUT', '/_sim/faults', settings),
    noFaults: () => ask('DELETE', '/_sim/faults'),
    requests: async () => (await demand(requests, 'GET', '/_sim/requests')).requests,
    state: () => demand(state, 'GET', '/_sim/state'),
    webhooks: () => demand(counts, 'GET', '/_sim/webhooks'),
    [Symbol.asyncDispose]: () => simulator.stop(),
  }
}

export type Started = Awaited<ReturnType<typeof start>>

/** A server that takes webhooks, checks their signatures with the SDK, and answers what `answer` says (200 unless given). */
export async function receiver(answer: (event: Stripe.Event, attempt: number) => number = () => 200) {
  const { webhooks } = new Stripe('sk_test_unused')
  const events: Stripe.Event[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const event = webhooks.constructEvent(body, request.headers['stripe-signature'] ?? '', secret)
    events.push(event)
    response.writeHead(answer(event, events.filter(({ id }) => id === event.id).length)).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    events,
    types: () => events.map(({ type }) => type),
    endpoint: { url: `http://127.0.0.1:${address.port}/`, secret },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Waits until `check` says yes; fails after five seconds, naming what never came. */
export async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5000
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`)
    await pause(5)
  }
}

/** The Stripe error that `call` is refused with. */
export async function refusal(call: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Stripe.errors.StripeError) return outcome
  throw new Error(`expected a Stripe error, got ${String(outcome)}`)
}

/** A clock that moves only when it is told to. */
export function handClock(startAt = '2026-11-01T12:00:00Z') {
  let now = Date.parse(startAt)
  return {
    now: () => new Date(now),
    hours: (count: number) => {
      now += count * 3_600_000
    },
  }
}

/** Numbers between 0 and 1 that repeat from the seed. */
export function seeded(seed: number): () => number {
  let held = seed
  return () => {
    held = (held * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return held / 4_294_967_296
  }
}
