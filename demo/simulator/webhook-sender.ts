import { Stripe } from 'stripe'
import { inVersion } from './api-versions.ts'
import type { Account, Event } from './state.ts'

export interface WebhookEndpoint {
  readonly url: string
  /** Signs what is sent, `whsec_…`. */
  readonly secret: string
  /** Event types it wants; all unless given. */
  readonly events?: readonly string[]
  /** The API version that it is pinned to, such as `2022-08-01`; the SDK's unless given. */
  readonly apiVersion?: string
}

const ANSWER_WITHIN_MS = 10_000
const AT_ONCE = 16

export interface WebhookSender {
  /** Posts an event, signed, once few enough others are under way; the status of the answer. Rejects where there is none. */
  post(account: Account, event: Event, endpoint: WebhookEndpoint): Promise<number>
  /** How many are being posted, or wait for that. */
  count(): number
}

export function createWebhookSender(clock: () => Date, stopping: AbortSignal): WebhookSender {
  const { webhooks } = new Stripe('sk_test_unused')
  const queue: (() => void)[] = []
  let active = 0

  const turn = async (): Promise<void> => {
    if (active >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve))
    active += 1
  }

  const post: WebhookSender['post'] = async (account, event, endpoint) => {
    await turn()
    try {
      const { apiVersion } = endpoint
      const payload = JSON.stringify(apiVersion === undefined ? event : inVersion(apiVersion, event, account))
      const timestamp = Math.floor(clock().getTime() / 1000)
      const response = await fetch(endpoint.url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_WITHIN_MS), stopping]),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': webhooks.generateTestHeaderString({ payload, secret: endpoint.secret, timestamp }),
        },
        body: payload,
      })
      await response.arrayBuffer()
      return response.status
    } finally {
      active -= 1
      queue.shift()?.()
    }
  }
  return { post, count: () => active + queue.length }
}
