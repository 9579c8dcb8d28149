import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { createApi } from './api/index.ts'
import { createControls } from './controls/index.ts'
import { createDashboard } from './dashboard/index.ts'
import { createFaults } from './faults.ts'
import { createIds } from './ids.ts'
import { createJournal } from './journal.ts'
import { failLater } from './objects/refund-changes.ts'
import { type RetryPace, defaultPace } from './retry-pace.ts'
import { type Listening, listen } from './server.ts'
import { keep, load } from './snapshot.ts'
import { type Account, emptyAccount } from './state.ts'
import { createTimers } from './timers.ts'
import { type WebhookEndpoint, createWebhooks } from './webhooks.ts'
import { type World, byItself } from './world.ts'

export { type RetryPace, stripesPace } from './retry-pace.ts'
export type { WebhookEndpoint } from './webhooks.ts'
export type { FaultSettings, RefundOutcome } from './faults.ts'
export type { JournalEntry } from './journal.ts'

export interface SimulatorOptions {
  /** The first is the platform's own account, the others are connected to it. `store` is another name for the controls. */
  readonly accounts?: readonly { readonly id: string; readonly store?: string }[]
  /** The platform's key; `sk_test_demo` unless given. */
  readonly secretKey?: string
  readonly webhooks?: readonly WebhookEndpoint[]
  /** How unanswered webhooks are retried. */
  readonly retry?: Partial<RetryPace>
  /** How long a refund with outcome `failed_later` looks succeeded, in milliseconds; 3,000 unless given. */
  readonly refundFailsAfterMs?: number
  /** Where the data is kept between runs; without it everything is forgotten. */
  readonly dataFile?: string
  readonly clock?: () => Date
  /** Decides faults; hand in a seeded one to repeat a run. */
  readonly random?: () => number
  readonly ids?: (prefix: string) => string
}

export interface Simulator {
  fetch(request: Request, env?: Partial<HttpBindings>): Response | Promise<Response>
  /** Serves on this port (0: any free one); rejects when it is taken. */
  listen(port: number, host?: string): Promise<{ readonly url: string; readonly port: number }>
  setWebhooks(endpoints: readonly WebhookEndpoint[]): void
  /** Stops serving and sending, and saves. Webhooks not yet delivered go on after the next start. */
  stop(): Promise<void>
}

/**
 * Stripe, as far as JewelTrak Payments uses it: its API under `/v1` for the real `stripe` SDK, its webhooks, a small
 * dashboard at `/`, and controls under `/_sim` to play the customer, the bank and bad luck. See README.md.
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const clock = options.clock ?? (() => new Date())
  const random = options.random ?? Math.random
  const ids = options.ids ?? createIds(Math.random)
  const accounts = accountsOf(options)
  const deliveries: World['deliveries'] = new Map()
  if (options.dataFile !== undefined) load(options.dataFile, accounts, deliveries)

  const keeper = options.dataFile === undefined ? undefined : keep(options.dataFile, { accounts, deliveries })
  const changed = (): void => keeper?.changed()
  const timers = createTimers()
  const faults = createFaults(random)
  const webhooks = createWebhooks(
    { clock, random, ids, faults, accounts, deliveries, later: timers.later, changed, pace: { ...defaultPace, ...options.retry } },
    options.webhooks ?? [],
  )
  let listening: Listening | undefined
  const world: World = {
    clock,
    random,
    ids,
    accounts,
    deliveries,
    faults,
    changed,
    secretKey: options.secretKey ?? 'sk_test_demo',
    journal: createJournal(clock),
    refundFailsAfterMs: options.refundFailsAfterMs ?? 3000,
    receiptsAt: () => listening?.url ?? 'https://pay.stripe.com',
    announce: webhooks.announce,
    endpoints: webhooks.endpoints,
    later: timers.later,
  }
  webhooks.resume()
  resumeDoomed(world)

  const app = new Hono<{ Bindings: Partial<HttpBindings> }>()
  app.route('/', createApi(world))
  const controls = createControls(world, webhooks)
  app.route('/', controls)
  app.route('/', createDashboard(world, controls))
  return {
    fetch: (request, env) => app.fetch(request, env),
    async listen(port, host = '127.0.0.1') {
      listening = await listen(app.fetch, port, host)
      return listening
    },
    setWebhooks: webhooks.setEndpoints,
    async stop() {
      timers.stop()
      webhooks.stop()
      await listening?.close()
      await keeper?.close()
    },
  }
}

function accountsOf(options: SimulatorOptions): Map<string, Account> {
  const given = options.accounts ?? [{ id: 'acct_demo', store: 'default' }]
  return new Map(given.map(({ id, store = id }, place) => [id, emptyAccount(id, store, place === 0)]))
}

function resumeDoomed(world: World): void {
  for (const account of world.accounts.values()) {
    for (const id of account.doomedRefunds) {
      const refund = account.refunds.get(id)
      if (refund !== undefined) failLater(byItself(world, account), refund)
    }
  }
}
