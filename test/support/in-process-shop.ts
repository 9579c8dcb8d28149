/**
 * A shop for tests of the operations: the real database, the real gateway to Stripe (simulated), and what runs by itself
 * driven by hand, so that nothing happens that a test did not call for and nothing sleeps.
 */
import { asApiError } from '../../server/http/as-api-error.ts'
import { newId } from '../../server/setup/create-ctx.ts'
import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { sql } from 'kysely'
import type { Permission } from '../../server/contract/fields.ts'
import type { PutInvoice, RequestRefund } from '../../server/contract/requests.ts'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import type { AuditEntry } from '../../server/contract/responses.ts'
import { connect, type Connection, type Database } from '../../server/database/connection.ts'
import { migrate } from '../../server/database/migrate.ts'
import { createNews } from '../../server/database/news.ts'
import { createInvoiceQueue } from '../../server/database/invoice-queue.ts'
import type { ApiError } from '../../server/context/errors.ts'
import { acceptEvent, type Accepted } from '../../server/inbox/accept.ts'
import { addStore } from '../../server/access/add-store.ts'
import type { Principal } from '../../server/context/principal.ts'
import { createLeaseQueue } from '../../server/context/lease-queue.ts'
import { doDue, takeDue } from '../../server/jobs/due-work.ts'
import { detectRestore } from '../../server/sync/detect-restore.ts'
import { putInvoice } from '../../server/ledger/put-invoice.ts'
import { readAudit } from '../../server/audit/read-audit.ts'
import { readTab } from '../../server/tab/read-tab.ts'
import { withKeyTroubleNoticed } from '../../server/sync/key-trouble.ts'
import type { GatewayCtx } from '../../server/stripe/gateway-ctx.ts'
import { createStripeGateway, type StripeGateway } from '../../server/stripe/gateway.ts'
import {
  playStripe,
  signatureOf,
  STRIPE_KEY,
  WEBHOOK_SECRET,
  type ChargeOptions,
  type PlayedStripe,
  type StripeEvent,
} from './played-stripe.ts'
import { refundOf } from './answers.ts'
import { layOutClock, runAhead, standAt, withClock } from './database-clock.ts'
import { createTestDatabase, type TestDatabase, type TestTemplate } from './postgres.ts'

export const HOST: Principal = { kind: 'host', store: 'default' }

/** A person at the counter, on invoice 1001 unless another is given. */
export function person(more: Partial<Extract<Principal, { kind: 'widget' }>> = {}): Principal {
  const permissions: readonly Permission[] = ['refund', 'record', 'remove']
  return {
    kind: 'widget',
    store: 'default',
    invoice: '1001',
    actor: { id: 'user_1', name: 'Robin' },
    permissions,
    maxRefund: null,
    approvalAbove: null,
    ...more,
  }
}

export interface Shop extends AsyncDisposable {
  readonly ctx: GatewayCtx
  readonly db: Database
  /** Where more connections to the same database go. */
  readonly databaseUrl: string
  readonly stripe: PlayedStripe
  /** Words that were logged as warnings or errors. */
  readonly logged: readonly string[]
  /** What is due by now or later, as `refund pay_…`, `event evt_…` or `charge ch_…`, with the seconds until then. */
  waiting(): Promise<{ readonly key: string; readonly seconds: number }[]>
  /** Does everything that is due by now, and what comes of it, as the poller does. */
  work(): Promise<void>
  /** Lets the clock go on, then works. */
  pass(seconds: number): Promise<void>
  /** Takes in these events, or all new ones, and applies them. */
  deliver(events?: readonly StripeEvent[]): Promise<void>
  accept(event: StripeEvent): Promise<Accepted>
  put(invoice?: string, more?: Partial<PutInvoice>): Promise<void>
  /** A customer pays and its events arrive; the charge and its row. */
  paid(
    amount: number,
    options?: ChargeOptions & { readonly invoice?: string },
  ): Promise<{ readonly charge: string; readonly payment: string }>
  refund(
    payment: string,
    amount: number,
    more?: Partial<RequestRefund> & { readonly key?: string; readonly principal?: Principal },
  ): Promise<Payment>
  tab(invoice?: string): Promise<Tab>
  row(id: string, invoice?: string): Promise<Payment>
  /** The audit log, oldest first. */
  audit(invoice?: string): Promise<AuditEntry[]>
  /** As if the request had been reserved so many hours ago. */
  age(request: string, hours: number): Promise<void>
}

/** Units of due work taken at once. */
const AT_ONCE = 8
const NEVER = new AbortController().signal

/** All tables and nothing in them. */
const TEMPLATE: TestTemplate = {
  name: 'operations',
  async prepare(connectionString) {
    await layOutClock(connectionString)
    const connection = connect({ url: withClock(connectionString), maxConnections: 1, onError: () => {} })
    await migrate(connection.db)
    await connection.close()
  },
}

/** A database with the connections to it; emptied after a test, it serves the next, since making one takes long. */
interface Books {
  readonly database: TestDatabase
  readonly connection: Connection
}

const idle: Books[] = []

after(async () => {
  for (const { connection, database } of idle) {
    await connection.close()
    await database.drop()
  }
})

async function takeBooks(): Promise<Books> {
  const books = idle.pop()
  if (books !== undefined) return books
  const database = await createTestDatabase(TEMPLATE)
  return { database, connection: connect({ url: withClock(database.connectionString), maxConnections: 12, onError: () => {} }) }
}

/** The books refuse to be emptied, but for whoever owns the database. Deleting is quicker than truncating so few rows. */
async function giveBooksBack(books: Books): Promise<void> {
  const { rows } = await sql<{
    name: string
  }>`select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`.execute(books.connection.db)
  const statements = [
    'set session_replication_role = replica',
    ...rows.map(({ name }) => `delete from ${name}`),
    'reset session_replication_role',
  ]
  await sql.raw(statements.join('; ')).execute(books.connection.db)
  await standAt(books.connection.db, null)
  await runAhead(books.connection.db, 0)
  idle.push(books)
}

export interface InProcessOptions {
  /** Changes what Stripe says. */
  readonly spoil?: (real: StripeGateway) => StripeGateway
  /** Changes how it says it. */
  readonly fetch?: typeof globalThis.fetch
}

/** A shop with store `default` (the platform’s own account) and its empty invoice 1001 of 100,000 in US dollars. */
export async function openInProcessShop({ spoil = (real) => real, fetch = globalThis.fetch }: InProcessOptions = {}): Promise<Shop> {
  await using opened = new AsyncDisposableStack()
  let offset = 0
  const clock = (): Date => new Date(Date.now() + offset)
  const { connection, database } = opened.adopt(await takeBooks(), giveBooksBack)
  const { db } = connection
  const stripe = opened.use(await playStripe({ clock, accounts: ['acct_other'] }))
  const logged: string[] = []

  const noticing = withKeyTroubleNoticed({
    db,
    invoiceQueue: createInvoiceQueue({ maxWait: 60_000 }),
    news: createNews(db, () => {}),
    clock,
    steady: () => performance.now(),
    gateway: createStripeGateway({ secretKey: STRIPE_KEY, apiUrl: stripe.url, fetch }),
    newId,
    log: { info: () => {}, warn: (_facts, message) => void logged.push(message), error: (_facts, message) => void logged.push(message) },
    due: () => {},
    leaseQueue: createLeaseQueue({ random: Math.random }),
    leaseWait: 8_000,
    checkedForRestore: new Map(),
    settings: {
      embedSecrets: ['an embed secret for tests, long enough'],
      webhookSecrets: [WEBHOOK_SECRET],
      dashboardUrl: 'https://dashboard.stripe.com',
      livemode: false,
      allowPrivateEndpoints: true,
    },
  })
  const ctx: GatewayCtx = { ...noticing, gateway: spoil(noticing.gateway) }
  await addStore(ctx, { id: 'default', name: 'The shop', stripeAccount: null, livemode: false, allowedOrigins: [] })

  let databaseTime = Date.now()
  /** The database's clock goes on where the test does something, and only there: so what is due does not hang on how busy the machine is. */
  const goOn = async (milliseconds = 1): Promise<void> => {
    databaseTime += milliseconds
    await standAt(db, new Date(databaseTime))
  }
  await goOn()
  await detectRestore(ctx, 'default')
  await stripe.newRequests()

  const work = async (): Promise<void> => {
    await goOn()
    for (let units = await takeDue(ctx, AT_ONCE); units.length > 0; units = await takeDue(ctx, AT_ONCE))
      for (const unit of units) await doDue(ctx, unit, NEVER)
  }
  const accept = async (event: StripeEvent): Promise<Accepted> => {
    await goOn()
    const body = JSON.stringify(event)
    return acceptEvent(ctx, { body, signature: signatureOf(body, clock()) })
  }
  const deliver = async (events?: readonly StripeEvent[]): Promise<void> => {
    for (const event of events ?? (await stripe.newEvents())) await accept(event)
    await work()
  }
  const tab = (invoice = '1001'): Promise<Tab> => readTab(ctx, HOST, invoice)
  const kept = opened.move()
  const shop: Shop = {
    ctx,
    db,
    databaseUrl: withClock(database.connectionString),
    stripe,
    logged,
    waiting: () => waitingIn(db),
    work,
    async pass(seconds) {
      offset += seconds * 1000
      await goOn(seconds * 1000)
      await work()
    },
    deliver,
    accept,
    async put(invoice = '1001', more = {}) {
      await putInvoice(ctx, HOST, invoice, { number: `No ${invoice}`, currency: 'usd', total: 100_000, status: 'open', ...more })
    },
    async paid(amount, { invoice = '1001', ...options } = {}) {
      const charge = await stripe.pay(invoice, amount, options)
      await deliver()
      const row = (await tab(invoice)).payments.find((payment) => payment.charge === charge)
      if (row === undefined) throw new Error(`${charge} has no row on invoice ${invoice}`)
      return { charge, payment: row.id }
    },
    refund: (payment, amount, { key = randomUUID(), principal = person(), ...more } = {}) =>
      refundOf(ctx, principal, '1001', { payment, amount, reason: 'requested_by_customer', ...more }, key),
    tab,
    async row(id, invoice) {
      const row = (await tab(invoice)).payments.find((payment) => payment.id === id)
      if (row === undefined) throw new Error(`there is no row ${id}`)
      return row
    },
    audit: async (invoice = '1001') => (await readAudit(ctx, HOST, invoice, { cursor: null, limit: 1000 })).entries.toReversed(),
    async age(request, hours) {
      await db
        .updateTable('refund_requests')
        .set({ reserved_at: new Date(Date.now() - hours * 3600 * 1000) })
        .where('id', '=', request)
        .execute()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  await shop.put()
  return shop
}

async function waitingIn(db: Database): Promise<{ readonly key: string; readonly seconds: number }[]> {
  const { rows } = await sql<{ key: string; seconds: number }>`
    select key, round(extract(epoch from due_at - now()))::int as seconds from (
      select 'event ' || id as key, next_attempt_at as due_at from events where state = 'waiting'
      union all select 'refund ' || id, next_attempt_at from refund_requests where state = 'open'
      union all select 'charge ' || id, compare_wanted_at from charges where compare_wanted_at is not null
    ) as waiting where due_at is not null order by due_at, key
  `.execute(db)
  return rows
}

/** What the call is refused with; fails where it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<{ readonly code: string } & ApiError['details']> {
  try {
    await call
  } catch (error) {
    const { code, details } = asApiError(error)
    if (code === 'internal') throw error
    return { code, ...details }
  }
  throw new Error('it was not refused')
}
