import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ConfigError } from '../../../server/context/errors.ts'
import { readConfig, requireStripe } from '../../../server/setup/config.ts'

test('nothing set means embedded PostgreSQL in ./data, on 127.0.0.1:4242', () => {
  assert.deepEqual(readConfig({}), {
    port: 4242,
    host: '127.0.0.1',
    database: { dataDirectory: './data' },
    stripeSecretKey: null,
    webhookSecrets: [],
    stripeApiUrl: null,
    stripeDashboardUrl: null,
    apiKey: null,
    allowedOrigins: null,
    embedSecret: null,
    trustProxy: [],
    allowPrivateEndpoints: false,
    logLevel: 'info',
    metricsPort: null,
    drainSeconds: 10,
  })
})

test('everything set is taken as it is, lists split at commas, empty variables as not set', () => {
  const config = readConfig({
    PORT: '0',
    HOST: '::1',
    DATABASE_URL: 'postgresql://shop@db.example/books',
    DATA_DIR: '',
    STRIPE_SECRET_KEY: 'rk_test_abc',
    STRIPE_WEBHOOK_SECRET: 'whsec_a, whsec_b,',
    STRIPE_API_URL: '  ',
    PAYMENTS_API_KEY: 'demo_key',
    ALLOWED_ORIGINS: 'https://shop.example,http://localhost:4242',
    LOG_LEVEL: 'warn',
    PATH: '/bin',
  })
  assert.deepEqual(config.database, { url: 'postgresql://shop@db.example/books' })
  assert.deepEqual(config.webhookSecrets, ['whsec_a', 'whsec_b'])
  assert.deepEqual(config.allowedOrigins, ['https://shop.example', 'http://localhost:4242'])
  assert.deepEqual([config.port, config.host, config.stripeApiUrl, config.logLevel], [0, '::1', null, 'warn'])
})

describe('a mistake is one sentence that names the variable', () => {
  const mistakes: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ PORT: 'http' }, /^PORT must be a port, 0 to 65535\.$/],
    [{ PORT: '70000' }, /^PORT must/],
    [{ DATABASE_URL: 'mysql://db/books' }, /^DATABASE_URL must be an address such as postgresql:/],
    [{ STRIPE_SECRET_KEY: 'pk_test_abc' }, /^STRIPE_SECRET_KEY must be a secret or restricted key/],
    [{ STRIPE_WEBHOOK_SECRET: 'secret' }, /^STRIPE_WEBHOOK_SECRET must be one or more signing secrets/],
    [{ STRIPE_API_URL: 'localhost:4243' }, /^STRIPE_API_URL must be an address/],
    [{ STRIPE_API_URL: 'http://127.0.0.1:4243/v1' }, /^STRIPE_API_URL must be an address .* without a path/],
    [{ PAYMENTS_API_KEY: 'a key with spaces' }, /^PAYMENTS_API_KEY must be 8 to 200/],
    [{ ALLOWED_ORIGINS: 'https://shop.example/' }, /^ALLOWED_ORIGINS must be origins/],
    [{ EMBED_SECRET: 'short' }, /^EMBED_SECRET must have at least 32 characters/],
    [{ DRAIN_SECONDS: '1.5' }, /^DRAIN_SECONDS must be whole seconds, 0 to 999\.$/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of silent, /],
  ]
  for (const [env, sentence] of mistakes) {
    test(JSON.stringify(env), () => {
      assert.throws(
        () => readConfig(env),
        (error) => error instanceof ConfigError && sentence.test(error.message),
      )
    })
  }

  test('several at once are all named, and none shows a secret', () => {
    assert.throws(
      () =>
        readConfig({
          PORT: 'x',
          STRIPE_SECRET_KEY: 'hunter2',
          EMBED_SECRET: 'hunter2',
          STRIPE_WEBHOOK_SECRET: 'hunter2',
          DATABASE_URL: 'hunter2',
          PAYMENTS_API_KEY: 'hunter2',
        }),
      (error) => error instanceof ConfigError && error.message.split('\n').length === 6 && !error.message.includes('hunter2'),
    )
  })
})

test('a live key is sent to Stripe and to no stand-in', () => {
  for (const STRIPE_SECRET_KEY of ['sk_live_abc', 'rk_live_abc']) {
    assert.throws(
      () => readConfig({ STRIPE_SECRET_KEY, STRIPE_API_URL: 'http://127.0.0.1:4243' }),
      /is a live key and STRIPE_API_URL is not Stripe’s own/,
    )
    assert.equal(readConfig({ STRIPE_SECRET_KEY, STRIPE_API_URL: 'https://api.stripe.com' }).stripeSecretKey, STRIPE_SECRET_KEY)
  }
  assert.equal(
    readConfig({ STRIPE_SECRET_KEY: 'sk_test_abc', STRIPE_API_URL: 'http://127.0.0.1:4243' }).stripeApiUrl,
    'http://127.0.0.1:4243',
  )
})

test('to serve, Stripe’s key and a webhook secret are needed', () => {
  assert.throws(() => requireStripe(readConfig({})), /STRIPE_SECRET_KEY is not set/)
  assert.throws(() => requireStripe(readConfig({ STRIPE_SECRET_KEY: 'sk_test_a' })), /STRIPE_WEBHOOK_SECRET is not set/)
})

test('with real money no secret may be one that can be guessed, and beyond this machine none of the demo’s', () => {
  const good = { STRIPE_SECRET_KEY: 'sk_live_abc', STRIPE_WEBHOOK_SECRET: 'whsec_9f3c1e7a5b2d48066f0a4c9be8d17325' }
  assert.equal(readConfig(good).stripeSecretKey, 'sk_live_abc')
  const weak = {
    STRIPE_WEBHOOK_SECRET: ['whsec_demo', 'whsec_1', `whsec_9f3c1e7a5b2d48066f0a4c9be8d17325,whsec_demo`],
    PAYMENTS_API_KEY: ['demo_key', 'payments_key', 'a'.repeat(64), '12345678'.repeat(8)],
    EMBED_SECRET: ['a'.repeat(32), 'secret'.repeat(10), 'ab'.repeat(40)],
  }
  for (const [variable, secrets] of Object.entries(weak)) {
    for (const secret of secrets) {
      const wrong = (error: unknown) =>
        error instanceof ConfigError && error.message.startsWith(`${variable} can be guessed`) && !error.message.includes(secret)
      assert.throws(() => readConfig({ ...good, [variable]: secret }), wrong, secret)
      readConfig({ ...good, STRIPE_SECRET_KEY: 'sk_test_abc', [variable]: secret })
    }
  }
  const demo = { STRIPE_SECRET_KEY: 'sk_test_abc', PAYMENTS_API_KEY: 'demo_key', STRIPE_WEBHOOK_SECRET: 'whsec_demo' }
  for (const HOST of ['127.0.0.1', 'localhost', '::1']) readConfig({ ...demo, HOST })
  for (const HOST of ['0.0.0.0', '::', '10.0.0.5'])
    assert.throws(() => readConfig({ ...demo, HOST }), /STRIPE_WEBHOOK_SECRET can be guessed[^\n]*\nPAYMENTS_API_KEY can be guessed/)
})
