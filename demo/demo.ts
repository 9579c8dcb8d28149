/** The whole demo on this machine: Stripe or its simulator, the payments server, the shop and its page. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError, createLog, createPaymentsServer, listen, portSentence, type Listening } from '../server/index.ts'
import type { DemoConfig, DemoStripe } from './config.ts'
import { createHostApi } from './host-api.ts'
import { createHost } from './host.ts'
import { openLogFile } from './log-file.ts'
import { playSimulatedBank } from './shop/bank.ts'
import { openingDay } from './shop/opening-day.ts'
import { openShop, type ShopBank } from './shop/open-shop.ts'
import { createTestModeBank, openStripe } from './shop/test-mode-bank.ts'
import { createSimulator, type Simulator } from './simulator/index.ts'
import { simulatedTill, stripeTill, type Till } from './till.ts'

export interface DemoOptions extends DemoConfig {
  /** The directory that `buildAssets` made. */
  readonly assets: string
  /** Whether the shop opens with its invoices; a test makes its own. */
  readonly openShop: boolean
}

export interface Demo extends AsyncDisposable {
  readonly url: string
  /** Null in Stripe's own test mode. */
  readonly simulatorUrl: string | null
  readonly apiKey: string
  /** Aborts where the server can never work again; its reason is an error that says why. */
  readonly lost: AbortSignal
  /** Finishes what is under way, PostgreSQL and the simulator last. */
  stop(): Promise<void>
}

const SIMULATED_KEY = 'sk_test_demo'
const SIMULATED_SECRET = 'whsec_demo'

/** Rejects, with nothing left running, where any of it fails: with what `explain` turns into a sentence where a person can mend it. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  await using started = new AsyncDisposableStack()
  await makeDirectory(options.dataDirectory)
  // Both ports are taken before anything slower begins, so that one in use is told at once.
  const gate = openGate()
  const listening = started.adopt(await listen(gate.fetch, options), (it) => it.close())
  const stripe = await reachStripe(options, started)

  const payments = createPaymentsServer({ ...stripe.settings, ...serverOptions(options, listening) })
  await payments.start()
  started.defer(() => payments.stop())
  // Stopping begins here: first the calls and streams, then the connections, and only then what those need.
  started.defer(async () => {
    listening.drain()
    await payments.drain()
    await listening.close()
  })

  const api = createHostApi((request) => payments.fetch(request), options.apiKey)
  const { till } = stripe
  const facts = {
    openedOn: await openingDay(options.dataDirectory),
    simulatorUrl: stripe.simulator?.url ?? null,
    till: till.kind,
    publishableKey: till.kind === 'stripe' ? till.publishableKey : null,
  }
  const host = createHost({ api, facts, till, payments: (request, env) => payments.fetch(request, env), assets: options.assets })
  gate.open(host.fetch)
  stripe.simulator?.sendWebhooksTo(listening.url)
  if (options.openShop) await openShop(api, stripe.openBank)

  const kept = started.move()
  const stop = (): Promise<void> => kept.disposeAsync()
  return {
    url: listening.url,
    simulatorUrl: stripe.simulator?.url ?? null,
    apiKey: options.apiKey,
    lost: payments.lost,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true })
  } catch (error) {
    throw new ConfigError(
      `The directory ${directory} can’t be made (${error instanceof Error ? error.message : String(error)}): set DATA_DIR to one that can.`,
    )
  }
}

type Handler = (request: Request, env: object) => Response | Promise<Response>

/** A `fetch` that can be listened with before there is a shop: calls wait until `open` says who answers them. */
function openGate(): { fetch: Handler; open(handler: Handler): void } {
  const { promise, resolve } = Promise.withResolvers<Handler>()
  return { fetch: async (request, env) => (await promise)(request, env), open: resolve }
}

interface ReachedStripe {
  readonly settings: Pick<Parameters<typeof createPaymentsServer>[0], 'stripe' | 'webhookSecrets'>
  readonly simulator: { readonly url: string; sendWebhooksTo(server: string): void } | null
  readonly till: Till
  openBank(): Promise<ShopBank>
}

async function reachStripe({ stripe, host }: DemoOptions, started: AsyncDisposableStack): Promise<ReachedStripe> {
  if (stripe.kind === 'test mode') {
    const { secretKey, webhookSecrets, publishableKey, apiUrl, dashboardUrl } = stripe
    const client = openStripe({ secretKey, apiUrl })
    return {
      settings: { stripe: { secretKey, apiUrl, dashboardUrl }, webhookSecrets },
      simulator: null,
      till: stripeTill(client, publishableKey),
      openBank: async () => ({ kind: 'plain', bank: createTestModeBank(client) }),
    }
  }
  const simulator = started.adopt(
    createSimulator({ accounts: [{ id: 'acct_demo', store: 'default' }], secretKey: SIMULATED_KEY, dataFile: stripe.dataFile }),
    (it) => it.stop(),
  )
  const url = await listenSimulator(simulator, stripe, host)
  return {
    settings: { stripe: { secretKey: SIMULATED_KEY, apiUrl: url, dashboardUrl: url }, webhookSecrets: [SIMULATED_SECRET] },
    simulator: { url, sendWebhooksTo: (server) => simulator.setWebhooks([{ url: `${server}/stripe/webhooks`, secret: SIMULATED_SECRET }]) },
    till: simulatedTill(url),
    openBank: async () => ({ kind: 'played', bank: await playSimulatedBank(url, new Date()) }),
  }
}

async function listenSimulator(simulator: Simulator, { port }: Extract<DemoStripe, { kind: 'simulator' }>, host: string): Promise<string> {
  try {
    return (await simulator.listen(port, host)).url
  } catch (error) {
    throw new ConfigError(portSentence(error, { port, host, variable: 'SIMULATOR_PORT' }))
  }
}

function serverOptions({ database, apiKey, allowedOrigins, embedSecret, logLevel, dataDirectory }: DemoOptions, { url }: Listening) {
  const local = new URL(url)
  const own = [local.origin, `http://127.0.0.1:${local.port}`, `http://localhost:${local.port}`]
  return {
    database,
    apiKey,
    embedSecret,
    allowedOrigins: [...new Set([...own, ...allowedOrigins])],
    // An endpoint to try notifications with is a program on this machine.
    allowPrivateEndpoints: true,
    log: logLevel === null ? createLog('info', openLogFile(join(dataDirectory, 'server.log'))) : createLog(logLevel),
  } satisfies Partial<Parameters<typeof createPaymentsServer>[0]>
}
