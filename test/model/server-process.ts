/** One server process: the operations on the shared database, and what runs by itself, one step at a time. */
import { workersFor } from '../../server/jobs/workers.ts'
import type { Database } from '../../server/database/connection.ts'
import { createTurns } from '../../server/database/turns.ts'
import { LeaseLost } from '../../server/context/errors.ts'
import { withRefusedKeyNoticed } from '../../server/sync/refused-key.ts'
import type { GatewayCtx } from '../../server/stripe/gateway-ctx.ts'
import { StripeUnavailable } from '../../server/context/errors.ts'
import { ConnectionCut } from './database.ts'
import type { Scheduler } from './scheduler.ts'
import type { StripeLine } from './stripe-line.ts'
import type { Time } from './time.ts'

export const WEBHOOK_SECRET = 'whsec_model'

/** Something to look at again. */
export type Look =
  | { readonly kind: 'event'; readonly account: string; readonly id: string }
  | { readonly kind: 'refund'; readonly id: string }
  | { readonly kind: 'charge'; readonly store: string; readonly id: string }

/** What waits as a job in PostgreSQL until its time, whatever becomes of the process that asked for it. */
export interface Later {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly look: Look
}

export interface ServerProcess {
  readonly ctx: GatewayCtx
  /** Looks now. */
  look(look: Look): void
  sweep(): void
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
  readonly later: Later[]
  readonly newId: GatewayCtx['newId']
  /** Told of errors that nothing explains: neither Stripe nor the connection to the database was broken. */
  readonly unexplained: (error: unknown, where: string) => void
}

export function startProcess({ db, stripe, scheduler, time, later, newId, unexplained }: Parts): ServerProcess {
  const owner: object = {}
  const underWay = new Set<string>()
  const again = new Set<string>()

  const watch = (facts: Record<string, unknown>, message: string): void => {
    if ('error' in facts && !isExplained(facts['error'])) unexplained(facts['error'], message)
  }
  const wake = (look: Look, delay: number): Promise<void> => {
    if (delay > 0) later.push({ at: time.now().getTime() + delay * 1000, look })
    else run(look)
    return Promise.resolve()
  }
  const ctx: GatewayCtx = withRefusedKeyNoticed({
    db,
    // Whoever wants the database gets to it, so that whatever can come between two queries does.
    turns: createTurns({ atOnce: Infinity, patience: 0 }),
    gateway: stripe.gateway,
    clock: time.now,
    newId,
    log: { info: () => {}, warn: watch, error: watch },
    wake: {
      event: (event, delay) => wake({ kind: 'event', ...event }, delay),
      refund: (request, delay) => wake({ kind: 'refund', ...request }, delay),
      charge: (charge, delay) => wake({ kind: 'charge', ...charge }, delay),
      reconcile: (store) => Promise.reject(new Error(`the books of ${store} are thought to be restored`)),
    },
    looked: new Map(),
    settings: {
      embedSecret: 'an embed secret of the model, long enough',
      webhookSecrets: [WEBHOOK_SECRET],
      dashboardUrl: 'https://dashboard.stripe.com',
      livemode: false,
    },
  })
  const workers = workersFor(ctx)

  const start = (name: string, work: () => Promise<void>): void => {
    scheduler.start(name, owner, async () => {
      try {
        await work()
      } catch (error) {
        if (!isExplained(error)) unexplained(error, name)
      }
    })
  }

  /** As the server's own runner: never the same thing twice at once, and once more where it was asked for meanwhile. */
  const run = (look: Look): void => {
    const name = Object.values(look).join(' ')
    if (underWay.has(name)) {
      again.add(name)
      return
    }
    underWay.add(name)
    start(name, async () => {
      await perform(look).finally(() => underWay.delete(name))
      if (again.delete(name)) run(look)
    })
  }

  const perform = (look: Look): Promise<void> => {
    if (look.kind === 'event') return workers.event(look)
    return look.kind === 'refund' ? workers.refund(look) : workers.charge(look)
  }

  return {
    ctx,
    look: run,
    // When a store is reconciled is up to the history.
    sweep: () => start('sweep', async () => void (await workers.sweep())),
    call: (name, work) => start(name, () => work(ctx)),
    kill: () => scheduler.stop(owner),
  }
}
