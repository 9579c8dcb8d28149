import type { Faults } from './faults.ts'
import type { Journal } from './journal.ts'
import type { Account, Event } from './state.ts'
import type { Delivery, WebhookEndpoint } from './webhooks.ts'

/** Everything a part of the simulator may use; made once by `createSimulator`. */
export interface World {
  readonly clock: () => Date
  /** 0 ≤ n < 1; decides faults only, so that a run repeats from its seed. */
  readonly random: () => number
  /** A fresh id with this prefix, for example `ch` → `ch_…`. */
  readonly ids: (prefix: string) => string
  readonly secretKey: string
  readonly accounts: Map<string, Account>
  readonly deliveries: Map<string, Delivery>
  readonly faults: Faults
  readonly journal: Journal
  /** How long a refund with outcome `failed_later` looks succeeded, in milliseconds. */
  readonly refundFailsAfterMs: number
  /** Where a customer's receipts are: with the dashboard, once that is served. */
  readonly receiptsAt: () => string
  /** Sends an event to every webhook endpoint; returns how many there are. */
  readonly announce: (account: Account, event: Event) => number
  /** Where webhooks are sent. */
  readonly endpoints: () => readonly WebhookEndpoint[]
  /** Runs `task` after so many real milliseconds, unless the simulator is stopped first. */
  readonly later: (delayMs: number, task: () => void) => void
  /** Says that something worth keeping has changed. */
  readonly changed: () => void
}

/** Who made the request, on which account: what every change needs to know. */
export interface Context {
  readonly world: World
  readonly account: Account
  /** As events carry it; both null when Stripe acted by itself. */
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null }
}

/** Unix seconds, as Stripe writes times. */
export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

/** A context for what Stripe does by itself. */
export function byItself(world: World, account: Account): Context {
  return { world, account, request: { id: null, idempotency_key: null } }
}
