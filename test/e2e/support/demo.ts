/** The demo as `npm start` runs it, for a test: on any free port, in a directory and a database of its own, the shop left empty. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAssets } from '../../../demo/assets.ts'
import { createControls, type Controls } from '../../../demo/controls.ts'
import { startDemo, type Demo, type DemoOptions } from '../../../demo/demo.ts'
import type { Payment } from '../../../server/contract/tab.ts'
import { createApi, type Api } from '../../support/api.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'

export interface TestDemo extends AsyncDisposable {
  readonly url: string
  /** As the host calls it. */
  readonly api: Api
  /** The customer, the bank and bad luck. */
  readonly stripe: Controls
  /** A new invoice of 1,000.00 that nobody else uses; its id. */
  newInvoice(members?: object): Promise<string>
  /** A customer pays an invoice at Stripe; the row, once its webhook was applied. Amount in minor units. */
  pay(invoice: string, amount: number, more?: object): Promise<Payment & { readonly charge: string }>
  /** Takes the whole demo away. */
  stop(): Promise<void>
  /** Brings it back at the same address, on the same data. */
  start(): Promise<void>
}

export async function startTestDemo(options: Partial<DemoOptions> = {}): Promise<TestDemo> {
  await using opened = new AsyncDisposableStack()
  const dataDirectory = opened.adopt(await mkdtemp(join(tmpdir(), 'jeweltrak-e2e-')), (path) => rm(path, { recursive: true, force: true }))
  const database = opened.use(await createTestDatabase())
  const first: DemoOptions = {
    host: '127.0.0.1',
    port: 0,
    database: { url: database.connectionString },
    dataDirectory,
    stripe: { kind: 'simulator', port: 0, dataFile: join(dataDirectory, 'stripe.json') },
    apiKey: 'demo_key',
    allowedOrigins: [],
    embedSecret: null,
    logLevel: null,
    assets: await buildAssets(() => {}),
    openShop: false,
    ...options,
  }
  let running: Demo | null = await startDemo(first)
  opened.defer(async () => running?.stop())
  const { url, simulatorUrl, apiKey } = running
  const again: DemoOptions = {
    ...first,
    port: portOf(url),
    stripe: first.stripe.kind === 'simulator' && simulatorUrl !== null ? { ...first.stripe, port: portOf(simulatorUrl) } : first.stripe,
  }
  const api = createApi(url, apiKey)
  const stripe = createControls(simulatorUrl ?? '')
  let invoices = 0

  const kept = opened.move()
  return {
    url,
    api,
    stripe,
    async newInvoice(members = {}) {
      const invoice = `t${(invoices += 1)}`
      await api.putInvoice(invoice, { total: 1_000_00, ...members })
      return invoice
    },
    async pay(invoice, amount, more = {}) {
      const charge = await stripe.pay({ invoice, amount, ...more })
      let row: Payment | undefined
      await until(async () => (row = (await api.tab(invoice)).payments.find((payment) => payment.charge === charge)) !== undefined)
      if (row === undefined) throw new Error('The payment is not in the books.')
      return { ...row, charge }
    },
    async stop() {
      await running?.stop()
      running = null
    },
    async start() {
      running = await startDemo(again)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}
