/** A shop whose database can be put back to what it was, while Stripe goes on: the whole server over HTTP. */
import * as z from 'zod/mini'
import { addStore } from '../../../server/access/add-store.ts'
import { issueKey } from '../../../server/access/issue-key.ts'
import { createApi, type Api, type ApiAnswer } from '../../support/api.ts'
import { copyTestDatabase, createTestDatabase, type TestDatabase } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'
import { API_KEY, SERVER_TEMPLATE, startSimulator, type TestSimulator } from '../../support/server.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

const OTHER_ACCOUNT = 'acct_other'
const OTHER_KEY = 'the_api_key_of_the_other_store'

const State = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      refunds: z.array(z.looseObject({ id: z.string(), amount: z.int(), metadata: z.record(z.string(), z.string()) })),
    }),
  ),
})
const Charged = z.object({ charge: z.string() })

export type StripesRefund = z.infer<typeof State>['accounts'][number]['refunds'][number]

export type Store = 'default' | 'other'

export interface ShopWithBackups extends AsyncDisposable {
  readonly simulator: TestSimulator
  /** The server as it runs now. */
  server(): HttpShop
  /** The host of a store; each store has an account of its own. */
  host(store?: Store): Api
  /** Stops the server, keeps a copy of its database, and starts it again. */
  backUp(): Promise<void>
  /** Stops the server, puts the kept copy in its database's place, and starts it again. */
  restore(): Promise<void>
  /** A customer has paid: the row to refund. */
  paid(invoice: string, amount: number, store?: Store): Promise<string>
  /** All refunds that Stripe has, of both accounts. */
  refundsAtStripe(): Promise<StripesRefund[]>
}

/** Asks for a refund, once, and answers with whatever came. */
export function askForRefund(api: Api, invoice: string, body: object, key: string): Promise<ApiAnswer> {
  return api.call('POST', `/v1/invoices/${invoice}/refunds`, { body, headers: { 'Idempotency-Key': key } })
}

export async function openShopWithBackups(): Promise<ShopWithBackups> {
  await using opened = new AsyncDisposableStack()
  const simulator = await startSimulator({ accounts: [OTHER_ACCOUNT] }, opened)
  const databases = opened.use(new AsyncDisposableStack())
  let database = databases.use(await createTestDatabase(SERVER_TEMPLATE))
  let kept: TestDatabase | null = null
  const start = async (): Promise<HttpShop> => {
    const started = await openShop({ http: true, beside: { databaseUrl: database.connectionString, simulator }, pollEvery: 1 })
    simulator.sendWebhooksTo(started.url)
    return started
  }
  let server = await start()
  opened.defer(() => server.stop())
  const s = { db: server.db, clock: () => new Date() }
  await addStore(s, { id: 'other', name: 'Other', stripeAccount: OTHER_ACCOUNT, livemode: false, allowedOrigins: null })
  await issueKey(s, 'other', OTHER_KEY)
  const host = (store: Store = 'default'): Api => createApi(server.url, store === 'default' ? API_KEY : OTHER_KEY)

  const left = opened.move()
  return {
    simulator,
    server: () => server,
    host,
    async backUp() {
      await server.stop()
      kept = databases.use(await copyTestDatabase(database))
      server = await start()
    },
    async restore() {
      if (kept === null) throw new Error('There is no backup.')
      await server.stop()
      database = databases.use(await copyTestDatabase(kept))
      server = await start()
    },
    async paid(invoice, amount, store = 'default') {
      const at = store === 'default' ? {} : { store: OTHER_ACCOUNT }
      const { charge } = Charged.parse(await simulator.control('POST', '/_sim/charges', { invoice, amount, ...at }))
      const row = async () => (await host(store).tab(invoice)).payments.find((payment) => payment.charge === charge)
      await until(async () => (await row()) !== undefined)
      return (await row())?.id ?? ''
    },
    refundsAtStripe: async () => State.parse(await simulator.control('GET', '/_sim/state')).accounts.flatMap(({ refunds }) => refunds),
    [Symbol.asyncDispose]: () => left.disposeAsync(),
  }
}
