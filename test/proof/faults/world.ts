/** A shop with all that can go wrong around it: a whole server, its line to PostgreSQL, and Stripe behind something that can spoil answers. */
import { sql } from 'kysely'
import { createSimulator, type FaultSettings, type Simulator, type WebhookEndpoint } from '../../../demo/simulator/index.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { createLog } from '../../../server/context/create-log.ts'
import { createPaymentsServer, listen, type PaymentsServerOptions } from '../../../server/index.ts'
import { createApi, type Api } from '../../support/api.ts'
import { finish } from '../../support/command-line.ts'
import { signatureOf } from '../../support/played-stripe.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import { API_KEY, SERVER_TEMPLATE } from '../../support/server.ts'
import { spoilStripe } from '../../support/spoiling-stripe.ts'
import { untilIs } from '../../support/until.ts'
import { openPostgresLine, type PostgresLine } from './postgres-line.ts'

export interface WorldOptions extends Partial<Pick<PaymentsServerOptions, 'clock' | 'memory' | 'limits'>> {
  /** Where the server finds PostgreSQL, given where it is; through a line unless given. */
  readonly database?: (url: string, opened: AsyncDisposableStack) => string | Promise<string>
  /** Where the server finds Stripe, given where it is; through what can spoil answers unless given. */
  readonly stripe?: (url: string) => string
  /** Before the server starts. */
  readonly prepare?: (db: Database) => Promise<unknown>
}

export type Place = 'readyz' | 'attention' | 'doctor' | 'log'

export interface World extends AsyncDisposable {
  readonly db: Database
  readonly line: PostgresLine
  readonly api: Api
  readonly url: string
  /** Statements, one after the other, by the database's owner. */
  change(...statements: readonly string[]): Promise<void>
  /** Ends the server's connections, so that it makes new ones. */
  cutConnections(): Promise<void>
  faults(settings: FaultSettings): Promise<void>
  /** Answers calls in Stripe's place from now on; null hands them on. */
  spoil(how: (path: string, method: string) => Response | null): void
  /** Adds headers to Stripe's answers. */
  addHeaders(headers: () => Readonly<Record<string, string>>): void
  endpoints(...endpoints: readonly Partial<WebhookEndpoint>[]): void
  /** A customer has paid, on an invoice of its own: what to ask a refund of, whatever comes. */
  paid(): Promise<() => Promise<void>>
  /** A charge at Stripe. */
  charge(invoice?: string): Promise<void>
  /** A webhook, signed by this secret. */
  webhook(event: object, secret?: string): Promise<void>
  command(...args: readonly string[]): Promise<string>
  /** Stops the server and starts another on the same database and the same Stripe. */
  restart(): Promise<void>
  /** Done before the world is closed. */
  afterwards(work: () => Promise<void>): void
  /** What /metrics says. */
  metrics(): Promise<string>
  /** What is said at that place. */
  said(place: Place): Promise<string>
}

const STRIPE_KEY = 'sk_test_faults'
export const SECRET = 'whsec_faults'

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase(SERVER_TEMPLATE))
  const { db } = opened.adopt(connect({ url: database.connectionString, maxConnections: 2, onError: () => {} }), (it) => it.close())
  const line = opened.use(await openPostgresLine(database.connectionString))
  const databaseUrl = (await options.database?.(database.connectionString, opened)) ?? line.connectionString
  const simulator: Simulator = createSimulator({ secretKey: STRIPE_KEY })
  opened.defer(() => simulator.stop())
  const { url: real } = await simulator.listen(0)
  let spoil: Parameters<World['spoil']>[0] = () => null
  let headers: Parameters<World['addHeaders']>[0] = () => ({})
  const spoiling = opened.use(
    await spoilStripe(
      real,
      (path, method) => spoil(path, method),
      () => headers(),
    ),
  )
  const apiUrl = options.stripe?.(real) ?? spoiling.url
  const logged: string[] = []
  await options.prepare?.(db)
  const { clock, memory, limits } = options
  const start = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
    const payments = createPaymentsServer({
      database: { url: databaseUrl },
      stripe: { secretKey: STRIPE_KEY, apiUrl },
      webhookSecrets: [SECRET],
      apiKey: API_KEY,
      log: createLog('info', { write: (text) => void logged.push(text) }),
      pollEvery: 1,
      checkEndpointsAfter: 1,
      ...(clock === undefined ? {} : { clock }),
      ...(memory === undefined ? {} : { memory }),
      ...(limits === undefined ? {} : { limits }),
    })
    await payments.start()
    const { url, close } = await listen((request, env) => payments.fetch(request, env), { port: 0, host: '127.0.0.1' })
    return {
      url,
      async stop() {
        await payments.drain()
        await close()
        await payments.stop()
      },
    }
  }
  let server = await start()
  opened.defer(() => server.stop())
  const afterwards = opened.use(new AsyncDisposableStack())
  const { url } = server
  const endpoint: WebhookEndpoint = { url: `${url}/stripe/webhooks`, secret: SECRET }
  simulator.setWebhooks([endpoint])
  const api = createApi(url, API_KEY)
  const env = {
    DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET: SECRET,
    STRIPE_API_URL: apiUrl,
    PORT: new URL(url).port,
  }
  const play = async (method: string, path: string, body: object): Promise<unknown> => {
    const response = await simulator.fetch(
      new Request(`${real}${path}`, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    )
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return response.json()
  }
  const read = async (path: string): Promise<string> => {
    try {
      return await (await fetch(server.url + path, { signal: AbortSignal.timeout(10_000) })).text()
    } catch (error) {
      return String(error)
    }
  }
  const command = async (...args: readonly string[]): Promise<string> => (await finish(args, env)).printed
  let invoices = 0
  const kept = opened.move()

  const world: World = {
    db,
    line,
    api,
    url,
    async change(...statements) {
      for (const statement of statements) await sql.raw(statement).execute(db)
    },
    async cutConnections() {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
        db,
      )
    },
    faults: async (settings) => void (await play('PUT', '/_sim/faults', settings)),
    spoil: (how) => void (spoil = how),
    addHeaders: (how) => void (headers = how),
    endpoints: (...endpoints) => simulator.setWebhooks(endpoints.map((one) => ({ ...endpoint, ...one }))),
    async paid() {
      invoices += 1
      const invoice = `fault-${invoices}`
      await api.putInvoice(invoice)
      await play('POST', '/_sim/charges', { invoice, amount: 10_00 })
      await untilIs(async () => (await api.tab(invoice)).payments.length, 1)
      const payment = (await api.tab(invoice)).payments[0]?.id ?? ''
      return () => refundOf(invoice, payment)
    },
    charge: async (invoice = 'fault-1') => void (await play('POST', '/_sim/charges', { invoice, amount: 10_00 })),
    async webhook(event, secret = SECRET) {
      const body = JSON.stringify(event)
      const headersOf = { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, new Date(), secret) }
      await fetch(`${url}/stripe/webhooks`, { method: 'POST', body, headers: headersOf })
    },
    command,
    async restart() {
      await server.stop()
      server = await start()
    },
    afterwards: (work) => afterwards.defer(work),
    metrics: () => read('/metrics'),
    async said(place) {
      if (place === 'readyz') return read('/readyz')
      if (place === 'log') return logged.join('')
      return command(...(place === 'doctor' ? ['doctor'] : ['attention', 'list']))
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  return world

  async function refundOf(invoice: string, payment: string): Promise<void> {
    await api.call('POST', `/v1/invoices/${invoice}/refunds`, {
      body: { payment, amount: 1_00 },
      headers: { 'Idempotency-Key': `key_${invoice}` },
    })
  }
}
