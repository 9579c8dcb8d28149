/**
 * A whole server for a test: the real one over real HTTP, on a PostgreSQL database of its own, with the Stripe simulator
 * in the same process and its webhooks sent to the server. Store `default` is there, with an API key.
 */
import { createSimulator, type RetryPace, type Simulator } from '../../demo/simulator/index.ts'
import { connect, type Connection, type Database } from '../../server/database/connection.ts'
import { EMPTY_REPORT } from '../../server/domain/reconciliation-report.ts'
import { createPaymentsServer, listen as listenOn, type PaymentsServer, type PaymentsServerOptions } from '../../server/index.ts'
import { createLog } from '../../server/context/create-log.ts'
import { createApi, type Api } from './api.ts'
import { layOutClock, withClock } from './database-clock.ts'
import { createTestDatabase, type TestTemplate } from './postgres.ts'

export const API_KEY = 'test_key_of_the_default_store'
export const WEBHOOK_SECRET = 'whsec_test'
/** The one origin that store `default` allows. */
export const SHOP_ORIGIN = 'https://shop.example'

export const STRIPE_KEY = 'sk_test_simulated'

export interface TestServerOptions extends Partial<
  Pick<
    PaymentsServerOptions,
    | 'apiKey'
    | 'clock'
    | 'newId'
    | 'rateLimit'
    | 'pollEvery'
    | 'embedSecret'
    | 'trustedProxies'
    | 'syncSpacing'
    | 'limits'
    | 'allowedOrigins'
    | 'webhookSecrets'
    | 'allowPrivateEndpoints'
  >
> {
  /** Connected accounts of the simulator besides the platform's own. */
  readonly accounts?: readonly string[]
  /** Whether the database has a clock of its own, which the test sets by `database-clock.ts`. */
  readonly ownDatabaseClock?: boolean
  /** Puts something between the server and Stripe: given where Stripe is, it returns where the server is to find it. */
  readonly between?: (stripe: string) => Promise<string>
  /** Starts another server on the same database and the same Stripe. It must be stopped before the first. */
  readonly beside?: Pick<TestServer, 'databaseUrl' | 'simulator'>
}

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  /** The server's database, on connections of the test's own. */
  readonly db: Database
  readonly simulator: TestSimulator
  /** Every line that the server logged. */
  readonly logged: readonly string[]
  /** Calls with this bearer; the API key of store `default` unless given, none at all with null. */
  api(bearer?: string | null): Api
  stop(): Promise<void>
}

export interface TestSimulator {
  readonly url: string
  /** Plays the customer, the bank or bad luck by one of the simulator's controls; fails unless it succeeds. */
  control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<unknown>
  /** Sends Stripe's webhooks to these servers from now on; a first server is named at its start. */
  sendWebhooksTo(...urls: readonly string[]): void
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  await using started = new AsyncDisposableStack()
  const { beside, ownDatabaseClock = false } = options
  const template = ownDatabaseClock ? CLOCKED_TEMPLATE : SERVER_TEMPLATE
  const made = beside === undefined ? started.use(await createTestDatabase(template)).connectionString : beside.databaseUrl
  const databaseUrl = ownDatabaseClock ? withClock(made) : made
  const simulator = beside?.simulator ?? (await startSimulator(options, started))
  const { db } = started.adopt<Connection>(connect({ url: databaseUrl, maxConnections: 4, onError: () => {} }), (it) => it.close())

  const logged: string[] = []
  const payments = createPaymentsServer({
    ...OPTIONS,
    ...options,
    database: { url: databaseUrl },
    stripe: { secretKey: STRIPE_KEY, apiUrl: (await options.between?.(simulator.url)) ?? simulator.url, dashboardUrl: simulator.url },
    log: createLog('info', { write: (line) => void logged.push(line) }),
  })
  await payments.start()
  started.defer(() => payments.stop())
  const url = await listen(payments, started)
  if (beside === undefined) simulator.sendWebhooksTo(url)

  const kept = started.move()
  const stop = (): Promise<void> => kept.disposeAsync()
  return { url, databaseUrl, db, simulator, logged, api: (bearer = API_KEY) => createApi(url, bearer), stop, [Symbol.asyncDispose]: stop }
}

const OPTIONS = {
  webhookSecrets: [WEBHOOK_SECRET],
  apiKey: API_KEY,
  allowedOrigins: [SHOP_ORIGIN],
  // High enough never to be met by accident.
  rateLimit: { perSecond: 100_000, burst: 100_000 },
  // A test that syncs again wants to know what is so by then.
  syncSpacing: 0,
  checkAnswers: true,
}

/**
 * All tables, the job queue's too, and store `default`, reconciled a moment ago: so that no reconciliation of its own
 * heals what a test breaks. A clock that is an hour ahead brings one.
 */
export const SERVER_TEMPLATE: TestTemplate = { name: 'server', prepare }

/** The same, with a clock of its own. */
export const CLOCKED_TEMPLATE: TestTemplate = {
  name: 'server_clocked',
  async prepare(connectionString) {
    await layOutClock(connectionString)
    await prepare(withClock(connectionString))
  },
}

async function prepare(connectionString: string): Promise<void> {
  const payments = createPaymentsServer({
    ...OPTIONS,
    apiKey: null,
    database: { url: connectionString },
    stripe: { secretKey: STRIPE_KEY },
    log: createLog('silent'),
  })
  await payments.start()
  await payments.stop()
  const { db, close } = connect({ url: connectionString, maxConnections: 1, onError: () => {} })
  const now = new Date()
  await db.insertInto('stores').values({ id: 'default', name: 'Default', stripe_account: null, livemode: false }).execute()
  await db
    .insertInto('reconciliations')
    .values({ store: 'default', started_at: now, phase: 'differences', report: { ...EMPTY_REPORT }, finished_at: now, since: null })
    .execute()
  await close()
}

/** Stripe, simulated, until `started` is disposed of. */
export async function startSimulator(
  { accounts = [], clock, retry }: Pick<TestServerOptions, 'accounts' | 'clock'> & { readonly retry?: RetryPace },
  started: AsyncDisposableStack,
): Promise<TestSimulator> {
  const simulator: Simulator = createSimulator({
    accounts: [{ id: 'acct_platform', store: 'default' }, ...accounts.map((id) => ({ id }))],
    secretKey: STRIPE_KEY,
    ...(clock === undefined ? {} : { clock }),
    ...(retry === undefined ? {} : { retry }),
  })
  started.defer(() => simulator.stop())
  const { url } = await simulator.listen(0)
  return {
    url,
    async control(method, path, body) {
      const request = new Request(`${url}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      })
      const response = await simulator.fetch(request)
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? null : JSON.parse(text)
    },
    sendWebhooksTo: (...urls) =>
      simulator.setWebhooks(urls.map((server) => ({ url: `${server}/stripe/webhooks`, secret: WEBHOOK_SECRET }))),
  }
}

async function listen(payments: PaymentsServer, started: AsyncDisposableStack): Promise<string> {
  const listening = await listenOn((request, env) => payments.fetch(request, env), { port: 0, host: '127.0.0.1' })
  started.defer(async () => {
    // As a process that serves does: streams end, and what is answered reaches its reader.
    await payments.drain()
    await listening.close()
  })
  return listening.url
}
