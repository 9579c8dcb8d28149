/**
 * Servers that come and go while time goes by. Stripe, the database and the servers share one time, which runs on and
 * leaps ahead where a test says so. What Stripe sends goes to the server that is there, or to nobody.
 */
import { stripesPace } from '../../demo/simulator/index.ts'
import { connect, type Connection, type Database } from '../../server/database/connection.ts'
import { runAhead, withClock } from './database-clock.ts'
import { createTestDatabase } from './postgres.ts'
import { CLOCKED_TEMPLATE, startSimulator, startTestServer, type TestServer, type TestSimulator } from './server.ts'

export const HOUR = 3600 * 1000
export const DAY = 24 * HOUR

/** Nobody listens there: so a server that is away looks to Stripe. */
const NOBODY = 'http://127.0.0.1:9'

export interface OneTime extends AsyncDisposable {
  readonly simulator: TestSimulator
  readonly db: Database
  readonly now: () => Date
  /** Starts a server, with its own clock off by so many milliseconds; Stripe's webhooks go to it until it is stopped. */
  serve(off?: number): Promise<TestServer>
  /** Lets this many milliseconds go by for all of them; Stripe sends meanwhile what it would have sent by then. */
  pass(milliseconds: number): Promise<void>
}

export async function openOneTime(): Promise<OneTime> {
  await using opened = new AsyncDisposableStack()
  let ahead = 0
  const now = (): Date => new Date(Date.now() + ahead)
  const databaseUrl = withClock(opened.use(await createTestDatabase(CLOCKED_TEMPLATE)).connectionString)
  const { db } = opened.adopt<Connection>(connect({ url: databaseUrl, maxConnections: 2, onError: () => {} }), (it) => it.close())
  const simulator = await startSimulator({ clock: now, retry: stripesPace }, opened)
  simulator.sendWebhooksTo(NOBODY)
  const kept = opened.move()
  return {
    simulator,
    db,
    now,
    async serve(off = 0) {
      const clock = (): Date => new Date(now().getTime() + off)
      const server = await startTestServer({ clock, sweepEvery: 1, beside: { databaseUrl, simulator } })
      simulator.sendWebhooksTo(server.url)
      const stop = async (): Promise<void> => {
        simulator.sendWebhooksTo(NOBODY)
        await server.stop()
      }
      return { ...server, stop, [Symbol.asyncDispose]: stop }
    },
    async pass(milliseconds) {
      for (let left = milliseconds; left > 0; left -= HOUR) {
        ahead += Math.min(left, HOUR)
        await simulator.control('POST', '/_sim/webhooks/due', {})
      }
      await runAhead(db, ahead)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
