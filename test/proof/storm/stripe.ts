/** Stripe for a storm: the simulator over HTTP, its webhooks handed to whichever server is up. */
import { createAdaptorServer } from '@hono/node-server'
import * as z from 'zod'
import { createSimulator } from '../../../demo/simulator/index.ts'
import type { Attempt } from '../../model/stripe-line.ts'
import { StripeState } from '../../model/stripe-state.ts'

export const STRIPE_KEY = 'sk_test_storm'
export const WEBHOOK_SECRET = 'whsec_storm'

export interface StormStripe extends AsyncDisposable {
  readonly url: string
  control(method: 'POST' | 'PUT' | 'GET', path: string, body?: object): Promise<unknown>
  state(): Promise<StripeState>
  /** Every attempt at a refund so far. */
  attempts(): Promise<Attempt[]>
  /** Events that a server answered with 200, by id. */
  readonly taken: ReadonlyMap<string, { readonly id: string; readonly type: string }>
  /** The books in which it was taken are gone. */
  forget(event: string): void
  /** Webhooks that no server has taken yet. */
  underWay(): Promise<number>
}

const Counts = z.object({ pending: z.int(), underWay: z.int() })
const Params = z.looseObject({ charge: z.string(), metadata: z.record(z.string(), z.string()) })
const Journal = z.object({
  requests: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      params: z.unknown(),
      idempotencyKey: z.string().nullable(),
      status: z.int().nullable(),
      startedAt: z.iso.datetime(),
      startedOrder: z.int(),
      endedOrder: z.int().nullable(),
    }),
  ),
})
const Event = z.object({ id: z.string(), type: z.string() })

/** `server` names one that is up. */
export async function startStormStripe(server: () => string | null): Promise<StormStripe> {
  const simulator = createSimulator({
    accounts: [{ id: 'acct_storm', store: 'default' }],
    secretKey: STRIPE_KEY,
    retry: { firstMs: 200, factor: 1.5, maxMs: 2_000 },
  })
  const { url } = await simulator.listen(0)
  const taken = new Map<string, { readonly id: string; readonly type: string }>()
  const journal: z.infer<typeof Journal>['requests'] = []

  const balancer = createAdaptorServer({
    fetch: async (request: Request) => {
      const body = await request.text()
      const address = server()
      if (address === null) return new Response(null, { status: 502 })
      const headers = { 'content-type': 'application/json', 'stripe-signature': request.headers.get('stripe-signature') ?? '' }
      const answer = await fetch(`${address}/stripe/webhooks`, { method: 'POST', body, headers }).catch(() => null)
      const event = Event.parse(JSON.parse(body))
      if (answer?.status === 200) taken.set(event.id, event)
      return new Response(null, { status: answer?.status ?? 502 })
    },
  })
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve))
  const address = balancer.address()
  if (address === null || typeof address === 'string') throw new Error('the balancer listens on no port')
  simulator.setWebhooks([{ url: `http://127.0.0.1:${address.port}/`, secret: WEBHOOK_SECRET }])

  const control: StormStripe['control'] = async (method, path, body) => {
    const response = await simulator.fetch(
      new Request(`${url}/_sim${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    )
    const text = await response.text()
    return response.ok && text !== '' ? JSON.parse(text) : null
  }
  return {
    url,
    control,
    state: async () => StripeState.parse(await control('GET', '/state')),
    async attempts() {
      const { requests } = Journal.parse(await control('GET', '/requests'))
      const last = journal.at(-1)?.startedOrder ?? 0
      journal.push(...requests.filter(({ startedOrder }) => startedOrder > last))
      return toAttempts(journal.filter(({ method, path }) => method === 'POST' && path === '/v1/refunds'))
    },
    taken,
    forget: (event) => void taken.delete(event),
    async underWay() {
      const { pending, underWay } = Counts.parse(await control('GET', '/webhooks'))
      return pending + underWay
    },
    async [Symbol.asyncDispose]() {
      await simulator.stop()
      balancer.close()
      if ('closeAllConnections' in balancer) balancer.closeAllConnections()
    },
  }
}

function toAttempts(requests: z.infer<typeof Journal>['requests']): Attempt[] {
  const all = requests.map((request) => ({ request, params: Params.parse(request.params) }))
  return all.map(({ request, params }) => {
    const { charge, metadata, ...others } = params
    const body = new URLSearchParams({
      charge,
      ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)])),
      ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`metadata[${name}]`, value])),
    })
    const besides = all.filter(
      (other) =>
        other.request !== request &&
        other.request.startedOrder < (request.endedOrder ?? Infinity) &&
        (other.request.endedOrder ?? Infinity) > request.startedOrder,
    )
    return {
      key: request.idempotencyKey,
      body: body.toString(),
      charge,
      sentAt: new Date(request.startedAt),
      besides: besides.map((other) => other.params.charge),
      answered: request.status,
      heard: request.status,
      code: null,
    }
  })
}
