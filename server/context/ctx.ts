/**
 * What every verb is handed: nothing is reached for, so that a test can stand in for any of it. Who may call Stripe is handed
 * the gateway besides: `server/stripe/gateway-ctx.ts`.
 */
import type { Database } from '../database/connection.ts'
import type { News } from '../database/news.ts'
import type { InvoiceQueue } from '../database/invoice-queue.ts'
import type { LeaseQueue } from './lease-queue.ts'
import type { Log } from './log.ts'

export interface Ctx {
  readonly db: Database
  readonly invoiceQueue: InvoiceQueue
  /** Tells every process which tabs changed. */
  readonly news: News
  readonly clock: () => Date
  /** Milliseconds since some moment, by a clock that nobody can set. */
  readonly steady: () => number
  /** A new unguessable id that starts with `prefix` and `_`. */
  readonly newId: (prefix: IdPrefix) => string
  readonly log: Log
  /** Announces that something is due, or soon will be. The tables say what and when, so a needless call costs one query. */
  readonly due: () => void
  /** Where calls of this process wait for the lease of a charge. */
  readonly leaseQueue: LeaseQueue
  /** How long a call waits for the lease of a charge, in milliseconds; what waits longer is done by itself later. */
  readonly leaseWait: number
  /** The stores that this process has checked for a restored backup, each with the database that was compared with Stripe. */
  readonly checkedForRestore: Map<string, string>
  readonly settings: Settings
}

export type IdPrefix = 'pay' | 'es' | 'key' | 'lease' | 'try'

export interface Settings {
  /** The first signs embed sessions; what any of them signed is valid. */
  readonly embedSecrets: readonly [string, ...string[]]
  /** Every secret that a webhook may be signed with. */
  readonly webhookSecrets: readonly string[]
  /** Where evidence is submitted: Stripe's dashboard, without a slash at its end. */
  readonly dashboardUrl: string
  /** Whether the Stripe key is a live one; events of the other mode are counted and not stored. */
  readonly livemode: boolean
  /** Whether notifications may go to private addresses and without TLS. */
  readonly allowPrivateEndpoints: boolean
}
