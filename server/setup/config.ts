/** Configuration: the environment, read once, checked, and passed on. Every mistake is one sentence that says what to do. */
import * as z from 'zod/mini'
import { isDemoSecret, isWeakSecret } from './weak-secrets.ts'
import { isAddressOrRange } from '../http/caller-address.ts'
import { WebOrigin } from '../contract/requests.ts'
import { ConfigError } from '../context/errors.ts'
import { LOG_LEVELS, type LogLevel } from '../context/create-log.ts'
import type { DatabaseLocation } from './open-database.ts'
import { isLiveKey } from '../stripe/live-key.ts'

export interface Config {
  readonly port: number
  readonly host: string
  /** How long a server that is to stop serves on, for balancers to notice. */
  readonly drainSeconds: number
  readonly database: DatabaseLocation
  /** Null where none is set; {@link requireStripe} says so where one is needed. */
  readonly stripeSecretKey: string | null
  readonly webhookSecrets: readonly string[]
  /** Null is Stripe's own. */
  readonly stripeApiUrl: string | null
  readonly stripeDashboardUrl: string | null
  readonly apiKey: string | null
  /** Null leaves what the database has. */
  readonly allowedOrigins: readonly string[] | null
  /** The first signs; null leaves it to one that is kept in the database. */
  readonly embedSecret: readonly string[] | null
  /** Proxies whose `X-Forwarded-For` names the caller: addresses and ranges. */
  readonly trustProxy: readonly string[]
  /** Whether notifications may go to private addresses and without TLS. */
  readonly allowPrivateEndpoints: boolean
  /** Where health, readiness and metrics are served, and nowhere else; null is beside everything else. */
  readonly metricsPort: number | null
  readonly logLevel: LogLevel
}

const list = z.pipe(
  z.string(),
  z.transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
)

const port = z.string().check(z.refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a port, 0 to 65535'))

const Environment = z.object({
  PORT: z._default(port, '4242'),
  METRICS_PORT: z.optional(port),
  HOST: z._default(z.string(), '127.0.0.1'),
  DRAIN_SECONDS: z._default(z.string().check(z.refine((text) => /^\d{1,3}$/.test(text), 'must be whole seconds, 0 to 999')), '10'),
  DATABASE_URL: z.optional(
    z
      .string()
      .check(
        z.refine(
          (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
          'must be an address such as postgresql://user:password@host:5432/database',
        ),
      ),
  ),
  DATA_DIR: z._default(z.string(), './data'),
  STRIPE_SECRET_KEY: z.optional(
    z.string().check(z.regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret or restricted key of Stripe’s, such as sk_test_…')),
  ),
  STRIPE_WEBHOOK_SECRET: z._default(
    list.check(
      z.refine(
        (secrets) => secrets.every((secret) => /^whsec_\S+$/.test(secret)),
        'must be one or more signing secrets whsec_…, separated by commas',
      ),
    ),
    [],
  ),
  STRIPE_API_URL: z.optional(z.string().check(z.refine(isHttpOrigin, 'must be an address such as http://127.0.0.1:4243, without a path'))),
  STRIPE_DASHBOARD_URL: z.optional(z.string().check(z.refine(isHttp, 'must be an address such as https://dashboard.stripe.com'))),
  PAYMENTS_API_KEY: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{8,200}$/, 'must be 8 to 200 letters, digits, _ or -'))),
  ALLOWED_ORIGINS: z.optional(
    list.check(
      z.refine(
        (origins) => origins.every((origin) => WebOrigin.safeParse(origin).success),
        'must be origins such as https://shop.example, separated by commas, without paths or slashes at their ends',
      ),
    ),
  ),
  EMBED_SECRET: z.optional(
    list.check(
      z.refine(
        (secrets) => secrets.length > 0 && secrets.every((secret) => secret.length >= 32),
        'must have at least 32 characters, as it signs the widgets’ sessions; several are separated by commas, and the first signs',
      ),
    ),
  ),
  TRUST_PROXY: z._default(
    list.check(
      z.refine(
        (proxies) => proxies.every(isAddressOrRange),
        'must be addresses of proxies or ranges such as 10.0.0.0/8, separated by commas',
      ),
    ),
    [],
  ),
  ALLOW_PRIVATE_ENDPOINTS: z._default(z.enum(['true', 'false'], 'must be true or false'), 'false'),
  LOG_LEVEL: z._default(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
})

/** An empty variable counts as one that is not set. Throws {@link ConfigError}. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`).join('\n'))
  const { data } = parsed
  refuseLiveKeyElsewhere(data.STRIPE_SECRET_KEY, data.STRIPE_API_URL)
  refuseWeakSecrets(data)
  return {
    port: Number(data.PORT),
    host: data.HOST,
    drainSeconds: Number(data.DRAIN_SECONDS),
    database: data.DATABASE_URL === undefined ? { dataDirectory: data.DATA_DIR } : { url: data.DATABASE_URL },
    stripeSecretKey: data.STRIPE_SECRET_KEY ?? null,
    webhookSecrets: data.STRIPE_WEBHOOK_SECRET,
    stripeApiUrl: data.STRIPE_API_URL ?? null,
    stripeDashboardUrl: data.STRIPE_DASHBOARD_URL ?? null,
    apiKey: data.PAYMENTS_API_KEY ?? null,
    allowedOrigins: data.ALLOWED_ORIGINS ?? null,
    embedSecret: data.EMBED_SECRET ?? null,
    trustProxy: data.TRUST_PROXY,
    allowPrivateEndpoints: data.ALLOW_PRIVATE_ENDPOINTS === 'true',
    metricsPort: data.METRICS_PORT === undefined ? null : Number(data.METRICS_PORT),
    logLevel: data.LOG_LEVEL,
  }
}

/** Stripe's key, for commands that can't do without. Throws {@link ConfigError}. */
export function requireKey({ stripeSecretKey }: Config): string {
  if (stripeSecretKey === null)
    throw new ConfigError('STRIPE_SECRET_KEY is not set: give the key under Developers → API keys in Stripe’s dashboard.')
  return stripeSecretKey
}

/** Stripe's key and webhook secrets, which the server can't do without. Throws {@link ConfigError}. */
export function requireStripe(config: Config): { secretKey: string; webhookSecrets: readonly string[] } {
  const secretKey = requireKey(config)
  const { webhookSecrets } = config
  if (webhookSecrets.length === 0)
    throw new ConfigError(
      'STRIPE_WEBHOOK_SECRET is not set: give the signing secret of the webhook endpoint, or what `stripe listen --print-secret` prints.',
    )
  return { secretKey, webhookSecrets }
}

/** Real money's key goes to Stripe and to nobody who stands in for it. */
function refuseLiveKeyElsewhere(key: string | undefined, apiUrl: string | undefined): void {
  if (key !== undefined && isLiveKey(key) && apiUrl !== undefined && new URL(apiUrl).origin !== 'https://api.stripe.com') {
    throw new ConfigError(
      'STRIPE_SECRET_KEY is a live key and STRIPE_API_URL is not Stripe’s own: use a test key with it, or leave STRIPE_API_URL out.',
    )
  }
}

/** Who knows a webhook secret can make invoices look paid; who knows an API key can refund. Beyond a try on one machine, both are real. */
function refuseWeakSecrets(env: z.infer<typeof Environment>): void {
  const secrets = [
    ...env.STRIPE_WEBHOOK_SECRET.map((secret) => ['STRIPE_WEBHOOK_SECRET', secret] as const),
    ...(env.PAYMENTS_API_KEY === undefined ? [] : [['PAYMENTS_API_KEY', env.PAYMENTS_API_KEY] as const]),
    ...(env.EMBED_SECRET ?? []).map((secret) => ['EMBED_SECRET', secret] as const),
  ]
  const live = env.STRIPE_SECRET_KEY !== undefined && isLiveKey(env.STRIPE_SECRET_KEY)
  const refused = secrets.filter(([, secret]) => (live ? isWeakSecret(secret) : isDemoSecret(secret) && !isThisMachine(env.HOST)))
  const because = live ? 'STRIPE_SECRET_KEY is a live key' : 'HOST lets other machines in'
  const sentences = [
    ...new Set(refused.map(([variable]) => `${variable} can be guessed, and ${because}: set one of 32 or more random characters.`)),
  ]
  if (sentences.length > 0) throw new ConfigError(sentences.join('\n'))
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function isHttpOrigin(text: string): boolean {
  return isHttp(text) && new URL(text).href === `${new URL(text).origin}/`
}
