/** Requests made from the contract, most of them wrong in some way: none fails by a mistake of ours, leaks anything, or takes long. */
import { addStore } from '../../../server/access/add-store.ts'
import { issueKey } from '../../../server/access/issue-key.ts'
import { CALLS, type Call } from '../../../server/contract/calls.ts'
import { EXAMPLES } from '../../../server/http/openapi/examples.ts'
import { createChance } from '../../model/random.ts'
import { startTestServer, API_KEY, type TestServer } from '../../support/server.ts'
import { createApi } from '../../support/api.ts'

/** What only the other store may see. */
const PRIVATE = 'Grace Hidden'
const OTHER_KEY = 'the_api_key_of_the_other_store'

/** What no answer may hold: other stores' data, secrets, and how the inside looks. */
const LEAKS = [
  PRIVATE,
  OTHER_KEY,
  'sk_test',
  'whsec_',
  'node_modules',
  'file:///',
  '    at ',
  'select "',
  'insert into',
  'kysely',
  'SQLSTATE',
]

export interface FuzzOptions {
  readonly requests: number
  readonly seed: number
  /** Requests at once. */
  readonly atOnce?: number
}

export interface Fuzzed {
  readonly byStatus: Readonly<Record<string, number>>
  /** The slowest of those that ask Stripe, whose time is not ours, and of all others. */
  readonly slowest: { readonly atStripe: Slowest; readonly here: Slowest }
  /** What was wrong, each with the request that repeats it. */
  readonly wrong: readonly string[]
}

interface Slowest {
  readonly milliseconds: number
  readonly request: string
}

/** Calls that ask Stripe before they answer. */
const AT_STRIPE = /\/(sync|refunds)(\?|$)|^POST .*\/payments(\?|$)/

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

const NONE: Slowest = { milliseconds: 0, request: '' }

export async function fuzz({ requests, seed, atOnce = 8 }: FuzzOptions): Promise<Fuzzed> {
  await using server = await startTestServer()
  const known = await prepare(server)
  const random = createChance(seed).next
  const byStatus: Record<string, number> = {}
  const wrong: string[] = []
  const slowest: { -readonly [Kind in keyof Fuzzed['slowest']]: Slowest } = { atStripe: NONE, here: NONE }
  let left = requests
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const sent = makeRequest(random, known)
      const { status, text, milliseconds, type } = await send(server.url, sent)
      byStatus[status] = (byStatus[status] ?? 0) + 1
      const request = `${sent.method} ${sent.path}`
      const kind = AT_STRIPE.test(request) ? 'atStripe' : 'here'
      if (milliseconds > slowest[kind].milliseconds) slowest[kind] = { milliseconds, request: `${request} ${status}` }
      const fault = faultOf(status, text, type)
      if (fault !== null) wrong.push(`${fault}: ${JSON.stringify(sent).slice(0, 600)} → ${status} ${text.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  for (const line of server.logged)
    if (LEAKS.slice(0, 4).some((leak) => line.includes(leak))) wrong.push(`the log leaks: ${line.slice(0, 300)}`)
  return { byStatus, slowest, wrong }
}

interface Known {
  readonly bearers: readonly (string | null)[]
  readonly ids: readonly string[]
}

async function prepare(server: TestServer): Promise<Known> {
  const ctx = { db: server.db, clock: () => new Date() }
  await addStore(ctx, { id: 'other', name: PRIVATE, stripeAccount: 'acct_other', livemode: false, allowedOrigins: null })
  await issueKey(ctx, 'other', OTHER_KEY)
  const customer = { name: PRIVATE, email: null }
  await createApi(server.url, OTHER_KEY).putInvoice('hidden', { customer })
  const api = server.api()
  await api.putInvoice('1001')
  await server.simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 50_00 })
  const cash = await api.call('POST', '/v1/invoices/1001/payments', { body: { method: 'cash', amount: 5_00 } })
  const row = /"id":"(pay_\w+)"/.exec(cash.text)?.[1] ?? 'pay_1'
  const session = await api.openSession('1001', { permissions: ['refund', 'record', 'remove', 'audit'] })
  const bare = await api.openSession('1001', { permissions: [] })
  return { bearers: [API_KEY, API_KEY, session, bare, 'made_up', `${session}x`, null], ids: ['1001', '1001', row, 'hidden', 'none', '1'] }
}

type Random = () => number

function makeRequest(random: Random, { bearers, ids }: Known): Sent {
  const call: Call = pick(random, Object.values(CALLS))
  const path = call.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(random() < 0.7 ? pick(random, ids) : oddText(random)))
  const query =
    random() < 0.15
      ? `?${encodeURIComponent(oddText(random))}=${encodeURIComponent(oddText(random))}`
      : random() < 0.1
        ? '?limit=5&cursor=9'
        : ''
  const bearer = pick(random, bearers)
  const headers: Record<string, string> = {}
  if (bearer !== null) headers['Authorization'] = `Bearer ${bearer}`
  if (random() < 0.8) headers['Content-Type'] = random() < 0.9 ? 'application/json' : headerText(random)
  if (random() < 0.7) headers['Idempotency-Key'] = random() < 0.6 ? `key_${Math.floor(random() * 50)}` : headerText(random)
  if (random() < 0.2) headers['If-None-Match'] = headerText(random)
  if (random() < 0.1) headers['Origin'] = pick(random, ['https://shop.example', 'null', 'https://evil.example', headerText(random)])
  if (random() < 0.1) headers['Last-Event-ID'] = headerText(random)
  if (random() < 0.1) headers['traceparent'] = headerText(random)
  if (call.path === CALLS.receiveWebhook.path && random() < 0.7)
    headers['Stripe-Signature'] = `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`
  const method = random() < 0.95 ? call.method.toUpperCase() : pick(random, ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])
  const takesBody = method !== 'GET' && method !== 'HEAD' && (call.body !== null || random() < 0.2)
  return { method, path: path + query, headers, body: takesBody ? bodyOf(random, ids) : null }
}

const BODIES: readonly unknown[] = Object.values(EXAMPLES)

function bodyOf(random: Random, ids: readonly string[]): string {
  const value: unknown = structuredClone(pick(random, BODIES))
  const text = JSON.stringify(random() < 0.4 ? value : mutated(random, value, ids))
  if (random() < 0.05) return text.slice(0, Math.floor(random() * text.length))
  if (random() < 0.02) return '['.repeat(5_000)
  if (random() < 0.02) return `${text}${'x'.repeat(300_000)}`
  return text
}

/** The same with something in it replaced, added or left out. */
function mutated(random: Random, value: unknown, ids: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.1) return oddValue(random, ids)
  const entries = Object.entries(value)
  const [name] = entries[Math.floor(random() * entries.length)] ?? ['x']
  const changed: Record<string, unknown> = Object.fromEntries(entries)
  if (random() < 0.2) delete changed[name]
  else if (random() < 0.15) changed[oddText(random)] = oddValue(random, ids)
  else changed[name] = random() < 0.5 ? oddValue(random, ids) : mutated(random, changed[name], ids)
  return changed
}

function oddValue(random: Random, ids: readonly string[]): unknown {
  const odd: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1,
    1.5,
    1e21,
    2 ** 53 - 1,
    2 ** 53,
    '',
    oddText(random),
    [],
    {},
    [[[[]]]],
    { __proto__: 1 },
    pick(random, ids),
    1_00,
  ]
  return pick(random, odd)
}

const ODD = [
  '',
  ' ',
  '\u0000',
  '\u202e',
  '\ud800',
  '../../etc/passwd',
  "';drop table stores;--",
  '%00',
  '%',
  '__proto__',
  'constructor',
  '💎',
  'a'.repeat(300),
  '{{7*7}}',
  '<script>',
  '\r\nX: 1',
  '9'.repeat(40),
  '-0',
  'NaN',
]

function oddText(random: Random): string {
  return pick(random, ODD).toWellFormed()
}

/** What may stand in a header at all: the rest no client can send. */
function headerText(random: Random): string {
  return oddText(random)
    .replaceAll(/[^\u0020-\u007e]/g, '~')
    .trim()
}

async function send(url: string, { method, path, headers, body }: Sent) {
  const began = performance.now()
  const leave = new AbortController()
  const response = await fetch(url + path, { method, headers, ...(body === null ? {} : { body }), signal: leave.signal })
  const type = response.headers.get('content-type') ?? ''
  const milliseconds = performance.now() - began
  // A stream would go on.
  const text = type.startsWith('text/event-stream') ? '' : await response.text()
  leave.abort()
  return { status: response.status, text, type, milliseconds }
}

function faultOf(status: number, text: string, type: string): string | null {
  if (status >= 500 && status !== 503) return 'a mistake of ours'
  const leak = LEAKS.find((one) => text.includes(one))
  if (leak !== undefined && !type.startsWith('text/plain')) return `leaks ${leak}`
  if (status >= 400 && text !== '' && !type.startsWith('application/problem+json') && !type.startsWith('application/json'))
    return `no problem but ${type}`
  return null
}

function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)]
  if (picked === undefined) throw new Error('there is nothing to pick from')
  return picked
}

/** Prints what came; whether nothing was wrong, and none that does not ask Stripe took longer than a second. */
export async function fuzzAndTell(requests: number, seed: number): Promise<boolean> {
  const { byStatus, slowest, wrong } = await fuzz({ requests, seed })
  const statuses = Object.entries(byStatus).map(([status, count]) => `${count} × ${status}`)
  console.log(`${requests} requests: ${statuses.join(', ')}`)
  for (const { request, milliseconds } of Object.values(slowest)) console.log(`The slowest: ${request}, ${Math.round(milliseconds)} ms`)
  for (const one of wrong.slice(0, 20)) console.log(one)
  return wrong.length === 0 && slowest.here.milliseconds < 1_000
}
