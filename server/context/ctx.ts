/**
 * What every verb is handed: nothing is reached for, so that a test can stand in for any of it. Who may call Stripe is handed
 * the gateway besides: `server/stripe/gateway-ctx.ts`.
 */
import type { AccountId, StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import type { Turns } from '../database/turns.ts'
import type { Log } from './log.ts'

export interface Ctx {
  readonly db: Database
  readonly turns: Turns
  readonly clock: () => Date
  /** A new unguessable id that starts with `prefix` and `_`. */
  readonly newId: (prefix: IdPrefix) => string
  readonly log: Log
  readonly wake: Wake
  /** The stores whose newest refunds this process has looked at, and the database that it compared them with. */
  readonly looked: Map<string, string>
  readonly settings: Settings
}

export type IdPrefix = 'pay' | 'es' | 'key' | 'lease'

/** Says "look at it again"; what is to be done stands in our tables, so a lost wake-up costs only time. Delays in seconds. */
export interface Wake {
  event(event: { account: AccountId; id: string }, delay: number): Promise<void>
  refund(request: { id: string }, delay: number): Promise<void>
  charge(charge: { store: StoreId; id: string }, delay: number): Promise<void>
  /** A store is to be reconciled soon. */
  reconcile(store: StoreId): Promise<void>
}

export interface Settings {
  /** Signs embed sessions. */
  readonly embedSecret: string
  /** Every secret that a webhook may be signed with. */
  readonly webhookSecrets: readonly string[]
  /** Where evidence is submitted: Stripe's dashboard, without a slash at its end. */
  readonly dashboardUrl: string
  /** Whether the Stripe key is a live one; events of the other mode are counted and not stored. */
  readonly livemode: boolean
}
