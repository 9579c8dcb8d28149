/** What Stripe says of the key itself and of the webhook endpoints: read by `doctor`, and by nothing that moves money. */
import Stripe from 'stripe'
import * as z from 'zod/mini'
import { addressOf } from './address.ts'
import { StripeUnavailable } from '../context/errors.ts'

/** Each throws {@link StripeUnavailable}. */
export interface StripeInspector {
  /** Whose key it is, and how far this machine's clock is ahead of Stripe's, in seconds. */
  account(): Promise<{ readonly id: string; readonly clockAhead: number | null; readonly seconds: number }>
  /** The endpoints of the key's account; null where the key may not read them. */
  webhookEndpoints(): Promise<WebhookEndpoint[] | null>
}

export interface WebhookEndpoint {
  readonly url: string
  readonly isEnabled: boolean
  /** The types that it is sent; `*` is all. */
  readonly events: readonly string[]
  /** Null is that of the account. */
  readonly apiVersion: string | null
}

const Endpoint = z.object({ url: z.string(), status: z.string(), enabled_events: z.array(z.string()), api_version: z.nullish(z.string()) })

export interface InspectorOptions {
  readonly secretKey: string
  readonly apiUrl: string | null
  /** Milliseconds now, by this machine. */
  readonly now: () => number
  readonly fetch?: typeof globalThis.fetch
}

const TIMEOUT_MS = 10_000

export function createStripeInspector({ secretKey, apiUrl, now, fetch: given = globalThis.fetch }: InspectorOptions): StripeInspector {
  let date: string | null = null
  const noting: typeof globalThis.fetch = async (input, init) => {
    const response = await given(input, init)
    date = response.headers.get('date')
    return response
  }
  const stripe = new Stripe(secretKey, {
    ...addressOf(apiUrl),
    httpClient: Stripe.createFetchHttpClient(noting),
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
  })

  return {
    async account() {
      const began = now()
      const { id } = await stripe.accounts.retrieveCurrent().catch((error: unknown) => {
        throw unread(error)
      })
      const ended = now()
      // The date is to the second, and of some moment in between.
      const stripes = date === null ? Number.NaN : Date.parse(date)
      const clockAhead = Number.isNaN(stripes) ? null : Math.round(((began + ended) / 2 - stripes) / 1000)
      return { id, clockAhead, seconds: (ended - began) / 1000 }
    },
    async webhookEndpoints() {
      try {
        const { data } = await stripe.webhookEndpoints.list({ limit: 100 })
        return data.map((endpoint) => {
          const { url, status, enabled_events: events, api_version: apiVersion } = Endpoint.parse(endpoint)
          return { url, isEnabled: status === 'enabled', events, apiVersion: apiVersion ?? null }
        })
      } catch (error) {
        if (statusOf(error) === 403) return null
        throw unread(error)
      }
    },
  }
}

function unread(error: unknown): StripeUnavailable {
  return new StripeUnavailable('Stripe could not be read.', { cause: error })
}

/** The HTTP status that Stripe answered with, undefined where none came; of what an inspector throws. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof StripeUnavailable) return statusOf(error.cause)
  return error instanceof Stripe.errors.StripeError ? error.statusCode : undefined
}
