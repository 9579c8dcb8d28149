/**
 * Servers that come and go while time goes by. Stripe, the database and the servers share one time, which runs on and
 * leaps ahead where a test says so. What Stripe sends goes to the server that is there, or to nobody.
 */
import * as z from 'zod/mini'
import { stripesPace } from '../../demo/simulator/index.ts'
import { connect, type Connection, type Database } from '../../server/database/connection.ts'
import { runAhead, withClock } from './database-clock.ts'
import { openHttpShop, type HttpShop } from './http-shop.ts'
import { createTestDatabase } from './postgres.ts'
import { CLOCKED_TEMPLATE, startSimulator, type TestSimulator } from './server.ts'
import { until } from './until.ts'

export const HOUR = 3600 * 1000
export const DAY = 24 * HOUR

/** Nobody listens there: so a server that is away is to Stripe. */
const NOBODY = 'http://127.0.0.1:9'

const Charged = z.object({ charge: z.string() })
const Made = z.object({ id: z.string() })

const Sending = z.object({ underWay: z.int(), undelivered: z.array(z.object({ attempts: z.int() })) })

export interface Play {
  pay(invoice: string, amount: number, more?: object): Promise<string>
  refund(charge: string, amount: number, more?: object): Promise<string>
  moveRefund(refund: string, change: object): Promise<void>
  dispute(charge: string, more?: object): Promise<string>
  closeDispute(dispute: string, outcome: 'won' | 'lost'): Promise<void>
}

export interface ShopOverTime extends AsyncDisposable {
  readonly simulator: TestSimulator
  readonly db: Database
  readonly now: () => Date
  /** Starts a server, with its own clock off by so many milliseconds; Stripe's webhooks go to it until it is stopped. */
  serve(off?: number): Promise<HttpShop>
  /** Plays the customer, the bank or the dashboard at Stripe. */
  readonly stripe: Play
  /** Waits until the store was reconciled to the end, by a reconciliation that began after this call. */
  reconciled(): Promise<void>
  /** Stripe sends nothing any more, and counts nothing as undelivered: its endpoint is disabled. */
  disableEndpoint(): void
  /** Lets this many milliseconds go by for all of them; Stripe sends meanwhile what it would have sent by then. */
  pass(milliseconds: number): Promise<void>
}

export async function openShopOverTime(): Promise<ShopOverTime> {
  await using opened = new AsyncDisposableStack()
  let ahead = 0
  const now = (): Date => new Date(Date.now() + ahead)
  const databaseUrl = withClock(opened.use(await createTestDatabase(CLOCKED_TEMPLATE)).connectionString)
  const { db } = opened.adopt<Connection>(connect({ url: databaseUrl, maxConnections: 2, onError: () => {} }), (it) => it.close())
  const simulator = await startSimulator({ clock: now, retry: stripesPace }, opened)
  simulator.sendWebhooksTo(NOBODY)
  const kept = opened.move()
  const firstAttemptsAreOver = async (): Promise<boolean> => {
    const { underWay, undelivered } = Sending.parse(await simulator.control('GET', '/_sim/webhooks'))
    return underWay === 0 && undelivered.every(({ attempts }) => attempts > 0)
  }
  const post = (path: string, body: object): Promise<unknown> => simulator.control('POST', `/_sim${path}`, body)
  const reconciliation = () => db.selectFrom('reconciliations').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
  return {
    simulator,
    db,
    now,
    stripe: {
      pay: async (invoice, amount, more = {}) => Charged.parse(await post('/charges', { invoice, amount, ...more })).charge,
      refund: async (charge, amount, more = {}) => Made.parse(await post('/refunds', { charge, amount, ...more })).id,
      moveRefund: async (refund, change) => void (await post(`/refunds/${refund}`, change)),
      dispute: async (charge, more = {}) => Made.parse(await post('/disputes', { charge, ...more })).id,
      closeDispute: async (dispute, outcome) => void (await post(`/disputes/${dispute}/close`, { outcome })),
    },
    async reconciled() {
      const before = (await reconciliation())?.id ?? 0
      await until(async () => {
        const last = await reconciliation()
        return last !== undefined && last.id > before && last.finished_at !== null
      }, 20_000)
    },
    disableEndpoint: () => simulator.sendWebhooksTo(),
    async serve(off = 0) {
      const clock = (): Date => new Date(now().getTime() + off)
      const server = await openHttpShop({ clock, pollEvery: 1, beside: { databaseUrl, simulator } })
      simulator.sendWebhooksTo(server.url)
      const stop = async (): Promise<void> => {
        simulator.sendWebhooksTo(NOBODY)
        await server.stop()
      }
      return { ...server, stop, [Symbol.asyncDispose]: stop }
    },
    async pass(milliseconds) {
      await until(firstAttemptsAreOver)
      for (let left = milliseconds; left > 0; left -= HOUR) {
        ahead += Math.min(left, HOUR)
        await simulator.control('POST', '/_sim/webhooks/due', {})
      }
      await runAhead(db, ahead)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
