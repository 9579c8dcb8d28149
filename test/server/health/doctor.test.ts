/** `doctor`, against set-ups that are broken in one way each: it names what is wrong and what to do, and changes nothing. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createSimulator, type Simulator, type WebhookEndpoint } from '../../../demo/simulator/index.ts'
import { connect } from '../../../server/database/connection.ts'
import { USED_EVENTS } from '../../../server/stripe/used-events.ts'
import { finish } from '../../support/command-line.ts'
import { deafen } from '../../support/deaf-proxy.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import { SERVER_TEMPLATE } from '../../support/server.ts'
import { lacksRight, spoilStripe } from '../../support/spoiling-stripe.ts'

const ENDPOINT = { url: 'https://payments.example.com/stripe/webhooks', secret: 'whsec_doctor' }

let simulator: Simulator
let stripe = ''
before(async () => {
  simulator = createSimulator({ secretKey: 'sk_test_doctor' })
  stripe = (await simulator.listen(0)).url
})
after(() => simulator.stop())

/** What a set-up is made of, to be broken. */
interface SetUp {
  readonly databaseUrl: string
  /** Changes the database, each statement by itself. */
  change(...statements: readonly string[]): Promise<void>
  endpoints(...endpoints: readonly Partial<WebhookEndpoint>[]): void
  /** Ends with the test. */
  use<T extends AsyncDisposable>(resource: T): T
}

type Env = Record<string, string>

/** Breaks it, and says what of the environment is other than well. */
type Break = (setUp: SetUp) => Env | void | Promise<Env | void>

async function doctor(breakIt: Break, ...args: string[]) {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase(SERVER_TEMPLATE))
  const { db } = opened.adopt(connect({ url: database.connectionString, maxConnections: 1, onError: () => {} }), (it) => it.close())
  simulator.setWebhooks([ENDPOINT])
  const changed = await breakIt({
    databaseUrl: database.connectionString,
    async change(...statements) {
      for (const statement of statements) await sql.raw(statement).execute(db)
    },
    endpoints: (...endpoints) => simulator.setWebhooks(endpoints.map((endpoint) => ({ ...ENDPOINT, ...endpoint }))),
    use: (resource) => opened.use(resource),
  })
  return await finish(['doctor', ...args], {
    DATABASE_URL: database.connectionString,
    STRIPE_SECRET_KEY: 'sk_test_doctor',
    STRIPE_WEBHOOK_SECRET: 'whsec_doctor',
    STRIPE_API_URL: stripe,
    // Nothing listens there.
    PORT: '9',
    ...changed,
  })
}

test('A set-up that is well has nothing to mend, and the exit code is 0', async () => {
  const { code, printed } = await doctor(() => {})
  assert.equal(code, 0, printed)
  for (const line of [
    /^well {2}Configuration: complete\.$/m,
    /^well {2}Database: reachable and up to date, PostgreSQL \d+\.\d+, \d+ MB\.$/m,
    /^well {2}Clock: /m,
    /^well {2}Live updates: /m,
    /^well {2}Stores: 1 store\.$/m,
    /^well {2}Work: nothing is due\.$/m,
    /^look {2}Newest webhook: none has come yet\. To do: /m,
    /^well {2}Stripe: answers at http:\S+, in test mode, account acct_demo\.$/m,
    /^well {2}Rights: /m,
    /^well {2}Webhooks: https:\/\/payments\.example\.com\/stripe\/webhooks is sent all that is needed\.$/m,
    /^look {2}Server: none answers at http:\/\/127\.0\.0\.1:9\. /m,
  ])
    assert.match(printed, line)
})

const BROKEN: Readonly<Record<string, readonly [Break, RegExp]>> = {
  'no key of Stripe’s': [() => ({ STRIPE_SECRET_KEY: '' }), /MEND {2}Configuration: STRIPE_SECRET_KEY is not set\. To do: give the key/],
  'an address that is none': [() => ({ DATABASE_URL: 'localhost' }), /MEND {2}Configuration: DATABASE_URL must be an address such as/],
  'a database that is away': [
    () => ({ DATABASE_URL: 'postgresql://shop@127.0.0.1:9/books' }),
    /MEND {2}Database: The database does not answer at DATABASE_URL\. To do: start it, or correct the address\./,
  ],
  'a database that is empty': [
    async ({ use }) => ({ DATABASE_URL: use(await createTestDatabase()).connectionString }),
    /MEND {2}Database: it is empty\. To do: check that it is the right one; then start the server once, or say `migrate`/,
  ],
  'a database that is older': [
    ({ change }) => change('delete from kysely_migration where name = (select max(name) from kysely_migration)'),
    /MEND {2}Database: it is older than this version: 1 of its migrations have not run\. To do: /,
  ],
  'a database that is newer': [
    ({ change }) => change(`insert into kysely_migration (name, timestamp) values ('9999_next', '2030-01-01')`),
    /MEND {2}Database: it is newer than this version, which does not know 9999_next\. To do: install the version that ran last/,
  ],
  'a database that takes no changes': [
    ({ change }) =>
      change(`do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$`),
    /MEND {2}Database: it takes no changes: .*\. To do: point DATABASE_URL at the primary/,
  ],
  'a pooler that loses notifications': [
    async ({ databaseUrl, use }) => ({ DATABASE_URL: use(await deafen(databaseUrl)).connectionString }),
    /look {2}Live updates: notifications are not heard, .*\. To do: let DATABASE_URL lead to PostgreSQL itself/,
  ],
  'work that nobody does': [
    ({ change }) =>
      change(
        `insert into events (account, id, store, type, payload, next_attempt_at) values ('', 'evt_1', 'default', 'charge.updated', '{}', now() - interval '2 hours')`,
      ),
    /MEND {2}Work: Work has been due for 2 hours\. To do: see in the log what fails/,
  ],
  'an event that is dead': [
    ({ change }) =>
      change(
        `insert into events (account, id, store, type, payload, state, next_attempt_at) values ('', 'evt_1', 'default', 'charge.updated', '{}', 'dead', now())`,
      ),
    /MEND {2}Events: 1 event can’t be applied\. To do: say `events list`/,
  ],
  'webhooks that stopped': [
    ({ change }) =>
      change(
        `insert into settings values ('webhook_at', (now() - interval '1 day')::text), ('missed_at', (now() - interval '5 minutes')::text)`,
      ),
    /MEND {2}Newest webhook: The last webhook came 1 day ago, and reconciliation has found .*\. To do: check the endpoint/,
  ],
  'a store that is never reconciled': [
    ({ change }) =>
      change(
        `update stores set created_at = now() - interval '2 days'`,
        `update reconciliations set started_at = now() - interval '2 days', finished_at = now() - interval '2 days'`,
      ),
    /MEND {2}Reconciliation: A store was last reconciled 2 days ago\. To do: /,
  ],
  'a key that was revoked': [
    () => ({ STRIPE_SECRET_KEY: 'sk_test_revoked' }),
    /MEND {2}Stripe: Stripe does not accept the key\. To do: set STRIPE_SECRET_KEY to one that is listed/,
  ],
  'a key of the other mode': [
    ({ change }) => change('update stores set livemode = true'),
    /MEND {2}Stripe: the key is of test mode, and default of the other\. To do: /,
  ],
  'a key that may not read disputes': [
    async ({ use }) => ({
      STRIPE_API_URL: use(await spoilStripe(stripe, (path) => (path === '/v1/disputes' ? lacksRight('rak_dispute_read') : null))).url,
    }),
    /MEND {2}Rights: the key lacks Disputes: Read for default\. To do: add them to the restricted key/,
  ],
  'nobody where Stripe should be': [
    () => ({ STRIPE_API_URL: 'http://127.0.0.1:9' }),
    /MEND {2}Stripe: Stripe can’t be read \(no answer came\)\. To do: check STRIPE_API_URL, the network and status\.stripe\.com/,
  ],
  'no webhook endpoint': [
    ({ endpoints }) => endpoints(),
    /MEND {2}Webhooks: no endpoint at Stripe leads to \/stripe\/webhooks\. To do: add one .* charge\.succeeded, /,
  ],
  'an endpoint that lacks events': [
    ({ endpoints }) => endpoints({ events: USED_EVENTS.filter((event) => event !== 'refund.failed') }),
    /MEND {2}Webhooks: no endpoint is sent refund\.failed\. To do: add these events/,
  ],
  'an endpoint of an old API version': [
    ({ endpoints }) => endpoints({ apiVersion: '2022-08-01' }),
    /MEND {2}Webhooks: \S+ has the API version 2022-08-01, .*\. To do: make a new endpoint of version/,
  ],
  'an endpoint that Stripe disabled': [
    async ({ use }) => ({
      STRIPE_API_URL: use(
        await spoilStripe(stripe, (path) =>
          path === '/v1/webhook_endpoints'
            ? Response.json({ object: 'list', has_more: false, data: [{ ...ENDPOINT, status: 'disabled', enabled_events: ['*'] }] })
            : null,
        ),
      ).url,
    }),
    /MEND {2}Webhooks: \S+ is disabled at Stripe\. To do: enable it/,
  ],
  'a clock that is ten minutes ahead': [
    async ({ use }) => ({
      STRIPE_API_URL: use(
        await spoilStripe(
          stripe,
          () => null,
          () => ({ date: new Date(Date.now() - 600_000).toUTCString() }),
        ),
      ).url,
    }),
    /MEND {2}Clock: this machine’s is 10 minutes ahead of Stripe’s, .*\. To do: set it by NTP/,
  ],
}

describe('A set-up that is broken by', () => {
  for (const [what, [breakIt, line]] of Object.entries(BROKEN))
    test(what, async () => {
      const { code, printed } = await doctor(breakIt)
      assert.match(printed, line)
      assert.equal(code, line.source.startsWith('MEND') ? 1 : 0, printed)
    })
})

test('As JSON it says the same, for whoever asks by a program', async () => {
  const { code, printed } = await doctor(({ endpoints }) => endpoints(), '--json')
  assert.equal(code, 1)
  const answer: unknown = JSON.parse(printed)
  assert.ok(typeof answer === 'object' && answer !== null && 'well' in answer && 'findings' in answer && Array.isArray(answer.findings))
  assert.equal(answer.well, false)
  assert.deepEqual(
    answer.findings.filter(({ state }: { state: string }) => state === 'mend').map(({ about }: { about: string }) => about),
    ['Webhooks'],
  )
})
