/** One server process: the operations on the shared database, and what runs by itself, one step at a time. */
import { createLeaseQueue } from '../../server/context/lease-queue.ts'
import { doDue, takeDue, type DueUnit } from '../../server/jobs/due-work.ts'
import type { Database } from '../../server/database/connection.ts'
import { createInvoiceQueue } from '../../server/database/invoice-queue.ts'
import { LeaseLost, StripeUnavailable } from '../../server/context/errors.ts'
import { withKeyTroubleNoticed } from '../../server/sync/key-trouble.ts'
import type { GatewayCtx } from '../../server/stripe/gateway-ctx.ts'
import { ConnectionCut } from './database.ts'
import type { Scheduler } from './scheduler.ts'
import type { StripeLine } from './stripe-line.ts'
import type { Time } from './time.ts'

export const WEBHOOK_SECRET = 'whsec_model'

export interface ServerProcess {
  readonly ctx: GatewayCtx
  /** Takes what is due and does it, as the server's poller does. */
  poll(): void
  /** Does a call that came in over HTTP. */
  call(name: string, work: (ctx: GatewayCtx) => Promise<void>): void
  /** Stops it where it stands, as SIGKILL does. */
  kill(): Promise<void>
}

/** Whether bad luck explains the error, or Stripe's and the database's answer to it. */
export function isExplained(error: unknown): boolean {
  return error instanceof StripeUnavailable || error instanceof LeaseLost || error instanceof ConnectionCut
}

export interface Parts {
  readonly db: Database
  readonly stripe: StripeLine
  readonly scheduler: Scheduler
  readonly time: Time
  readonly newId: GatewayCtx['newId']
  /** Called with errors that nothing explains: neither Stripe nor the connection to the database was broken. */
  readonly unexplained: (error: unknown, where: string) => void
}

export function startProcess({ db, stripe, scheduler, time, newId, unexplained }: Parts): ServerProcess {
  const owner: object = {}
  const watch = (facts: Record<string, unknown>, message: string): void => {
    if ('error' in facts && !isExplained(facts['error'])) unexplained(facts['error'], message)
  }
  const ctx: GatewayCtx = withKeyTroubleNoticed({
    db,
    // Whoever wants the database gets to it, so that whatever can come between two queries does.
    invoiceQueue: createInvoiceQueue({ atOnce: Infinity, maxWait: 0 }),
    // Nobody watches.
    news: { tell: () => {}, told: () => Promise.resolve() },
    gateway: stripe.gateway,
    clock: time.now,
    steady: () => time.now().getTime(),
    newId,
    log: { info: () => {}, warn: watch, error: watch },
    due: () => poll(),
    // Calls wait for a lease as those of two processes do, so that whatever can come between two checks does.
    leaseQueue: { ...createLeaseQueue({ random: () => 1 }), enter: () => Promise.resolve(true), leave: () => {} },
    leaseWait: 8_000,
    checkedForRestore: new Map(),
    settings: {
      embedSecrets: ['an embed secret of the model, long enough'],
      webhookSecrets: [WEBHOOK_SECRET],
      dashboardUrl: 'https://dashboard.stripe.com',
      livemode: false,
      allowPrivateEndpoints: false,
    },
  })
  const stopping = new AbortController()
  let isPollComing = false

  const start = (name: string, work: () => Promise<void>): void => {
    scheduler.start(name, owner, async () => {
      try {
        await work()
      } catch (error) {
        if (!isExplained(error)) unexplained(error, name)
      }
    })
  }

  /** However often it is said that something is due, one poll is to come. */
  const poll = (): void => {
    if (isPollComing) return
    isPollComing = true
    start('poll', async () => {
      isPollComing = false
      for (const unit of await takeDue(ctx, AT_ONCE))
        start(nameOf(unit), async () => void ((await doDue(ctx, unit, stopping.signal)) && poll()))
    })
  }

  return {
    ctx,
    // When a store is reconciled is up to the history.
    poll,
    call: (name, work) => start(name, () => work(ctx)),
    kill: () => scheduler.stop(owner),
  }
}

/** Units that one poll takes. */
const AT_ONCE = 8

function nameOf(unit: DueUnit): string {
  if (unit.kind === 'events') return 'events together'
  return unit.kind === 'charge' ? `turn on ${unit.charge.id}` : `event ${unit.event.id}`
}
