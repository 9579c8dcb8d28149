/**
 * Stripe (the simulator) and the line to it: every request is sent when it is the turn of the task that makes it, and
 * answered at a later turn, so that webhooks and other calls come in between. What is to go wrong with the next
 * requests is said beforehand.
 */
import * as z from 'zod'
import { createSimulator, type FaultSettings } from '../../demo/simulator/index.ts'
import { createStripeGateway, type StripeGateway } from '../../server/stripe/gateway.ts'
import { inTurn, onStop } from './scheduler.ts'
import { StripeState } from './stripe-state.ts'

export const STRIPE_KEY = 'sk_test_model'

/**
 * What goes wrong with a request. `before`: it never arrives. `after`: Stripe acts and its answer is lost.
 * `late`: its sender gives up (ten seconds are over) and it arrives later all the same. `slow`: it is answered after nine.
 */
export const STRIPE_FAULTS = [
  'cut_before',
  'cut_after',
  'late',
  'slow',
  '401',
  '403',
  '409',
  '429',
  '503_before',
  '503_after',
  '500_did_nothing',
  '500_acted',
  'page_of_html',
] as const
export type StripeFault = (typeof STRIPE_FAULTS)[number]

export interface StripeLine {
  readonly gateway: StripeGateway
  /** What goes wrong with the next requests, the first first; attempts at refunds alone, or all. */
  break(fault: StripeFault, times: number, only: 'refunds' | 'all'): void
  /** Nothing goes wrong from now on. */
  heal(): void
  /** Requests that went missing arrive now. */
  arrive(): Promise<void>
  /** Plays the customer, the bank or the shop at its dashboard; null where Stripe refuses. */
  control(path: string, body: object): Promise<unknown>
  /** What refunds made through the API turn out to be. */
  refundsTurnOut(outcome: NonNullable<FaultSettings['refunds']>['outcome']): Promise<void>
  state(): Promise<StripeState>
  /** Requests for refunds, in the order in which they were sent, with what Stripe answered. */
  readonly attempts: readonly Attempt[]
  /** How often each fault struck. */
  readonly struck: ReadonlyMap<StripeFault, number>
}

export interface Attempt {
  readonly key: string | null
  readonly body: string
  /** The charges about which others were requesting refunds at the same moment. */
  besides: readonly string[]
  readonly charge: string
  readonly sentAt: Date
  /** What Stripe itself answered, and what arrived of it: null where nothing did. */
  answered: number | null
  heard: number | null
  code: string | null
}

export interface StripeLineOptions {
  readonly account: string
  readonly clock: () => Date
  readonly random: () => number
  readonly ids: (prefix: string) => string
}

/** Just within what the server waits for Stripe, in milliseconds. */
const SLOW = 9_000

/** After this long the server has given up a call, wherever its request or its answer is by then, in milliseconds. */
const GIVES_UP = 10_000

const BASE = 'http://stripe.test'
const Refused = z.object({ error: z.object({ code: z.string().optional() }) })

export function openStripeLine({ account, clock, random, ids }: StripeLineOptions): StripeLine {
  // Webhooks are fetched from its state and delivered by hand; to Stripe none of them ever arrived.
  const simulator = createSimulator({
    accounts: [{ id: 'acct_platform' }, { id: account }],
    secretKey: STRIPE_KEY,
    clock,
    random,
    ids,
    webhooks: [{ url: 'http://nowhere.invalid', secret: 'whsec_unused' }],
  })
  let ahead: { readonly fault: StripeFault; readonly only: 'refunds' | 'all' }[] = []
  let missing: Request[] = []
  let outcome: NonNullable<FaultSettings['refunds']>['outcome']
  const struck = new Map<StripeFault, number>()
  const attempts: Attempt[] = []
  const underWay = new Map<Attempt, number>()

  const setFaults = async (api?: FaultSettings['api']): Promise<void> => {
    const settings: FaultSettings = {
      webhooks: { drop: 1 },
      ...(api === undefined ? {} : { api }),
      ...(outcome === undefined ? {} : { refunds: { outcome } }),
    }
    await simulator.fetch(new Request(`${BASE}/_sim/faults`, { method: 'PUT', body: JSON.stringify(settings) }))
  }
  let ready = setFaults()

  const send = async (request: Request, api?: FaultSettings['api']): Promise<Response> => {
    if (api === undefined) return simulator.fetch(request)
    await setFaults(api)
    const response = await simulator.fetch(request)
    await setFaults()
    return response
  }

  const nextFault = (isAsk: boolean): StripeFault | null => {
    const place = ahead.findIndex(({ only }) => isAsk || only === 'all')
    const [found] = place === -1 ? [] : ahead.splice(place, 1)
    if (found === undefined) return null
    struck.set(found.fault, (struck.get(found.fault) ?? 0) + 1)
    return found.fault
  }

  const transmit = async (request: Request, attempt: Attempt | null, fault: StripeFault | null): Promise<Response | null> => {
    if (fault === 'cut_before') return null
    if (fault === 'late') {
      missing.push(request.clone())
      return null
    }
    const response = await send(request, fault === null ? undefined : API_FAULT[fault])
    if (attempt !== null) await note(attempt, response.clone())
    return fault === 'cut_after' ? null : response
  }

  const fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    await ready
    const request = new Request(url, init)
    const attempt = await attemptOf(request, clock())
    const forget = onStop(async () => void (attempt !== null && underWay.delete(attempt)))
    const began = clock().getTime()
    const hasGivenUp = (since: number): boolean => clock().getTime() - since >= GIVES_UP
    let fault: StripeFault | null = null
    const response = await inTurn({
      label: `${request.method} ${new URL(request.url).pathname}`,
      act: () => {
        const isLate = hasGivenUp(began)
        fault = isLate ? 'late' : nextFault(attempt !== null)
        if (attempt !== null) attempts.push(attempt)
        if (attempt !== null && !isLate) {
          attempt.besides = [...underWay].flatMap(([{ charge }, since]) => (hasGivenUp(since) ? [] : [charge]))
          underWay.set(attempt, began)
        }
        return transmit(request, attempt, fault)
      },
    })
    return inTurn({
      label: 'answer',
      pause: fault === 'slow' ? SLOW : 0,
      act: async () => {
        if (attempt !== null) underWay.delete(attempt)
        forget()
        if (response === null || hasGivenUp(began)) throw new TypeError('fetch failed')
        if (attempt !== null) attempt.heard = response.status
        return response
      },
    })
  }

  return {
    // Whoever wants to read does: a line to wait in is none of the scheduler's, and a killed process would stand in it for ever.
    gateway: createStripeGateway({ secretKey: STRIPE_KEY, apiUrl: BASE, fetch, readsAtOnce: Infinity }),
    break: (fault, times, only) => void ahead.push(...Array.from({ length: times }, () => ({ fault, only }))),
    heal() {
      ahead = []
    },
    async arrive() {
      const late = missing
      missing = []
      for (const request of late) await simulator.fetch(request)
    },
    async control(path, body) {
      await ready
      const response = await simulator.fetch(new Request(`${BASE}/_sim${path}`, { method: 'POST', body: JSON.stringify(body) }))
      return response.ok ? response.json() : null
    },
    async refundsTurnOut(next) {
      outcome = next
      await (ready = setFaults())
    },
    async state() {
      const response = await simulator.fetch(new Request(`${BASE}/_sim/state`))
      return StripeState.parse(await response.json())
    },
    attempts,
    struck,
  }
}

const API_FAULT: Readonly<Record<Exclude<StripeFault, 'cut_before' | 'late'>, FaultSettings['api']>> = {
  cut_after: undefined,
  slow: undefined,
  '401': { failBefore: 1, status: 401 },
  '403': { failBefore: 1, status: 403 },
  '409': { failBefore: 1, status: 409 },
  '429': { failBefore: 1, status: 429 },
  '503_before': { failBefore: 1, status: 503 },
  '503_after': { failAfter: 1, status: 503 },
  '500_did_nothing': { crashBefore: 1 },
  '500_acted': { crashAfter: 1 },
  page_of_html: { failAfter: 1, status: 404 },
}

async function attemptOf(request: Request, sentAt: Date): Promise<Attempt | null> {
  if (request.method !== 'POST' || new URL(request.url).pathname !== '/v1/refunds') return null
  const body = await request.clone().text()
  const charge = new URLSearchParams(body).get('charge') ?? ''
  return { key: request.headers.get('idempotency-key'), body, charge, sentAt, besides: [], answered: null, heard: null, code: null }
}

async function note(attempt: Attempt, response: Response): Promise<void> {
  attempt.answered = response.status
  if (response.ok) return
  const refused = Refused.safeParse(await response.json().catch(() => null))
  attempt.code = refused.data?.error.code ?? null
}
