/** How the demo is set up: the server's own environment, with what a first look needs filled in. */
import { join } from 'node:path'
import { ConfigError, readConfig, requireStripe, type DatabaseLocation, type LogLevel } from '../server/index.ts'

/** Who plays Stripe: the simulator, or Stripe itself in its test mode. */
export type DemoStripe =
  | { readonly kind: 'simulator'; readonly port: number; readonly dataFile: string }
  | {
      readonly kind: 'test mode'
      readonly secretKey: string
      readonly webhookSecrets: readonly string[]
      /** Null: nobody can pay on the pay page. */
      readonly publishableKey: string | null
      readonly apiUrl: string | null
      readonly dashboardUrl: string | null
    }

export interface DemoConfig {
  readonly host: string
  readonly port: number
  readonly database: DatabaseLocation
  /** Where the demo keeps what is its own. */
  readonly dataDirectory: string
  readonly stripe: DemoStripe
  readonly apiKey: string
  /** Origins besides the demo's own. */
  readonly allowedOrigins: readonly string[]
  readonly embedSecret: readonly string[] | null
  /** Null: into a file in the data directory, so that the terminal stays readable. */
  readonly logLevel: LogLevel | null
}

/** Throws {@link ConfigError}, a sentence for each mistake. */
export function readDemoConfig(env: Readonly<Record<string, string | undefined>>): DemoConfig {
  refuseLiveKey(env['STRIPE_SECRET_KEY'])
  const config = readConfig(env)
  const simulated = config.stripeSecretKey === null
  if (simulated && config.stripeApiUrl !== null)
    throw new ConfigError('STRIPE_API_URL is set without STRIPE_SECRET_KEY: set the key too, or neither, to use the simulator.')
  // Books that were written with the simulator know nothing of the real account, and the reverse.
  const dataDirectory = simulated ? dataDirectoryOf(env) : join(dataDirectoryOf(env), 'stripe-test-mode')
  return {
    host: config.host,
    port: config.port,
    database: 'url' in config.database ? config.database : { dataDirectory },
    dataDirectory,
    stripe: simulated
      ? { kind: 'simulator', port: simulatorPort(env['SIMULATOR_PORT']), dataFile: join(dataDirectory, 'stripe.json') }
      : testMode(config, env['STRIPE_PUBLISHABLE_KEY']),
    apiKey: config.apiKey ?? 'demo_key',
    allowedOrigins: config.allowedOrigins ?? [],
    embedSecret: config.embedSecret,
    logLevel: isSet(env['LOG_LEVEL']) ? config.logLevel : null,
  }
}

function refuseLiveKey(key: string | undefined): void {
  if (key === undefined || !/^[a-z]+_live_/.test(key.trim())) return
  throw new ConfigError(
    'STRIPE_SECRET_KEY is a live key, and `npm start` plays with payments: use a test key, or `npm run serve` for real money.',
  )
}

function testMode(config: ReturnType<typeof readConfig>, publishableKey: string | undefined): DemoStripe {
  const { secretKey, webhookSecrets } = requireStripe(config)
  if (isSet(publishableKey) && !/^pk_test_\w+$/.test(publishableKey))
    throw new ConfigError('STRIPE_PUBLISHABLE_KEY must be a publishable key of Stripe’s test mode, pk_test_….')
  return {
    kind: 'test mode',
    secretKey,
    webhookSecrets,
    publishableKey: isSet(publishableKey) ? publishableKey : null,
    apiUrl: config.stripeApiUrl,
    dashboardUrl: config.stripeDashboardUrl,
  }
}

function simulatorPort(text: string | undefined): number {
  if (!isSet(text)) return 4243
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new ConfigError('SIMULATOR_PORT must be a port, 0 to 65535.')
  return port
}

function dataDirectoryOf(env: Readonly<Record<string, string | undefined>>): string {
  const directory = env['DATA_DIR']
  return isSet(directory) ? directory : './data'
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== ''
}
