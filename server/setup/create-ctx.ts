/** Puts together what operations are handed, for the server and for commands beside it. */
import { randomUUIDv7 } from 'node:crypto'
import { keptEmbedSecret } from '../database/embed-secret.ts'
import type { Database } from '../database/connection.ts'
import { LIMITS } from '../database/limits.ts'
import { createNews } from '../database/news.ts'
import { createInvoiceQueue } from '../database/invoice-queue.ts'
import { WAIT_FOR_LEASE } from '../domain/time-limits.ts'
import { addStripeCall } from '../context/facts.ts'
import type { SeenCall } from '../context/seen-call.ts'
import type { Log } from '../context/log.ts'
import { createLeaseQueue } from '../context/lease-queue.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { createStripeGateway } from '../stripe/gateway.ts'
import { isLiveKey } from '../stripe/live-key.ts'

export interface CtxOptions {
  readonly db: Database
  /** Milliseconds that a transaction waits for its turn at an invoice; as long as for a connection unless given. */
  readonly maxWait?: number
  readonly stripe: {
    readonly secretKey: string
    /** Where Stripe's API is; Stripe's own unless given. */
    readonly apiUrl?: string | null
    /** Where Stripe's dashboard is; Stripe's own unless given. */
    readonly dashboardUrl?: string | null
  }
  readonly webhookSecrets: readonly string[]
  /** One kept in the database unless given; of several the first signs. */
  readonly embedSecret?: string | readonly string[] | null
  /** Whether notifications may go to private addresses and without TLS; not unless given. */
  readonly allowPrivateEndpoints?: boolean
  readonly clock?: (() => Date) | undefined
  readonly newId?: GatewayCtx['newId'] | undefined
  readonly log: Log
  readonly due: GatewayCtx['due']
  /** Told of every call to Stripe. */
  readonly onStripeCall?: (call: SeenCall) => void
}

const STRIPE_DASHBOARD = 'https://dashboard.stripe.com'

export async function createCtx(options: CtxOptions): Promise<GatewayCtx> {
  const { db, stripe, log, due } = options
  return {
    db,
    invoiceQueue: createInvoiceQueue({ maxWait: options.maxWait ?? LIMITS.connection }),
    news: createNews(db, (error) =>
      log.warn({ error }, 'It could not be told which tabs changed; whoever shows one finds out within 15 seconds.'),
    ),
    gateway: createStripeGateway({
      secretKey: stripe.secretKey,
      apiUrl: stripe.apiUrl ?? null,
      clock: options.clock,
      onCall(call) {
        addStripeCall({ call: call.call, outcome: call.outcome, requestId: call.requestId, milliseconds: Math.round(call.seconds * 1000) })
        options.onStripeCall?.(call)
      },
    }),
    clock: options.clock ?? (() => new Date()),
    steady: () => performance.now(),
    newId: options.newId ?? newId,
    log,
    due,
    leaseQueue: createLeaseQueue({ random: Math.random }),
    leaseWait: WAIT_FOR_LEASE * 1000,
    checkedForRestore: new Map(),
    settings: {
      embedSecrets: secretsOf(options.embedSecret) ?? [await keptEmbedSecret(db)],
      webhookSecrets: options.webhookSecrets,
      dashboardUrl: (stripe.dashboardUrl ?? STRIPE_DASHBOARD).replace(/\/+$/, ''),
      livemode: isLiveKey(stripe.secretKey),
      allowPrivateEndpoints: options.allowPrivateEndpoints ?? false,
    },
  }
}

function secretsOf(given: CtxOptions['embedSecret']): GatewayCtx['settings']['embedSecrets'] | null {
  const [first, ...others] = typeof given === 'string' ? [given] : (given ?? [])
  return first === undefined ? null : [first, ...others]
}

/** Ids grow with time: rows of one second, which is as exact as Stripe is, then show in the order in which they were made. */
export const newId: GatewayCtx['newId'] = (prefix) => `${prefix}_${randomUUIDv7().replaceAll('-', '')}`
