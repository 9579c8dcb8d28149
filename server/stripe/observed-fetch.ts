/** Every call to Stripe as it is seen on the way: which it was, what came of it, and how long that took. */
import type { SeenCall, StripeCall, StripeOutcome } from '../context/seen-call.ts'

/** The calls that are made, by their method and the form of their path. */
const CALLS: readonly (readonly [call: StripeCall, method: string, path: RegExp])[] = [
  ['createRefund', 'POST', /^\/v1\/refunds$/],
  ['listRefunds', 'GET', /^\/v1\/refunds$/],
  ['getRefund', 'GET', /^\/v1\/refunds\/[^/]+$/],
  ['searchCharges', 'GET', /^\/v1\/charges\/search$/],
  ['listCharges', 'GET', /^\/v1\/charges$/],
  ['getCharge', 'GET', /^\/v1\/charges\/[^/]+$/],
  ['listDisputes', 'GET', /^\/v1\/disputes$/],
  ['getDispute', 'GET', /^\/v1\/disputes\/[^/]+$/],
  ['getIntent', 'GET', /^\/v1\/payment_intents\/[^/]+$/],
  ['listSessions', 'GET', /^\/v1\/checkout\/sessions$/],
  ['listEvents', 'GET', /^\/v1\/events$/],
  ['listEndpoints', 'GET', /^\/v1\/webhook_endpoints$/],
]

const ANSWERED: ReadonlySet<StripeOutcome> = new Set(['ok', 'missing', 'refused'])

export interface ObserveParts {
  readonly onCall: (call: SeenCall) => void
  /** Milliseconds now by this machine's clock, which Stripe's is compared with. */
  readonly now: () => number
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** A `fetch` that says of every call what came of it. */
export function observedFetch({ onCall, now, fetch = globalThis.fetch }: ObserveParts): typeof globalThis.fetch {
  return async (input, init) => {
    const began = performance.now()
    const see = (outcome: StripeOutcome, response: Response | null): void =>
      onCall({
        call: callOf(init?.method ?? 'GET', new URL(input instanceof Request ? input.url : input).pathname),
        outcome,
        requestId: response?.headers.get('request-id') ?? null,
        seconds: (performance.now() - began) / 1000,
        isAnswered: ANSWERED.has(outcome),
        clockAhead: response === null ? null : clockAhead(response, now()),
      })
    try {
      const response = await fetch(input, init)
      see(outcomeOf(response), response)
      return response
    } catch (error) {
      see(init?.signal?.aborted === true ? 'timeout' : 'unreachable', null)
      throw error
    }
  }
}

function callOf(method: string, path: string): StripeCall {
  return CALLS.find(([, itsMethod, itsPath]) => itsMethod === method && itsPath.test(path))?.[0] ?? 'other'
}

function outcomeOf({ status, headers }: Response): StripeOutcome {
  if (status >= 500) return '5xx'
  if (headers.get('content-type')?.includes('json') !== true) return 'unreadable'
  if (status < 400) return 'ok'
  return BY_STATUS[status] ?? 'refused'
}

const BY_STATUS: Readonly<Record<number, StripeOutcome>> = { 401: '401', 403: '403', 404: 'missing', 409: '409', 429: '429' }

/** The header is to the second, so that a second more or less is nothing. */
function clockAhead({ headers }: Response, now: number): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? null : Math.round((now - date) / 1000)
}
