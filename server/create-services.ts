/** Puts together what operations are handed, for the server and for commands beside it. */
import { randomUUIDv7 } from 'node:crypto'
import { keptEmbedSecret } from './database/embed-secret.ts'
import type { Database } from './database/connection.ts'
import { LIMITS } from './database/limits.ts'
import { createTurns } from './database/turns.ts'
import type { Log } from './operations/log.ts'
import type { Services, Wake } from './operations/services.ts'
import { createStripeDoor } from './stripe/door.ts'

export interface ServicesOptions {
  readonly db: Database
  /** Milliseconds that a transaction waits for its turn at an invoice; as long as for a connection unless given. */
  readonly patience?: number
  readonly stripe: {
    readonly secretKey: string
    /** Where Stripe's API is; Stripe's own unless given. */
    readonly apiUrl?: string | null
    /** Where Stripe's dashboard is; Stripe's own unless given. */
    readonly dashboardUrl?: string | null
  }
  readonly webhookSecrets: readonly string[]
  /** One kept in the database unless given. */
  readonly embedSecret?: string | null
  readonly clock?: (() => Date) | undefined
  readonly newId?: Services['newId'] | undefined
  readonly log: Log
  readonly wake: Wake
}

const STRIPE_DASHBOARD = 'https://dashboard.stripe.com'

export async function createServices(options: ServicesOptions): Promise<Services> {
  const { db, stripe, log, wake } = options
  return {
    db,
    turns: createTurns({ patience: options.patience ?? LIMITS.connection }),
    stripe: createStripeDoor({ secretKey: stripe.secretKey, apiUrl: stripe.apiUrl ?? null }),
    clock: options.clock ?? (() => new Date()),
    newId: options.newId ?? newId,
    log,
    wake,
    looked: new Map(),
    settings: {
      embedSecret: options.embedSecret ?? (await keptEmbedSecret(db)),
      webhookSecrets: options.webhookSecrets,
      dashboardUrl: (stripe.dashboardUrl ?? STRIPE_DASHBOARD).replace(/\/+$/, ''),
      livemode: isLiveKey(stripe.secretKey),
    },
  }
}

/** Ids grow with time: rows of one second, which is all that Stripe tells, then show in the order in which they were made. */
export const newId: Services['newId'] = (prefix) => `${prefix}_${randomUUIDv7().replaceAll('-', '')}`

/** Stripe's keys say their mode: `sk_live_…` and `rk_live_…` are for real money. */
export function isLiveKey(secretKey: string): boolean {
  return /^[a-z]+_live_/.test(secretKey)
}
