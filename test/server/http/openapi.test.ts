import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import * as z from 'zod/mini'
import { CALLS, type Call } from '../../../server/contract/calls.ts'
import { connect } from '../../../server/database/connection.ts'
import { Payment } from '../../../server/contract/tab.ts'
import { PROBLEMS } from '../../../server/contract/problems.ts'
import { Desk } from '../../../server/contract/desk.ts'
import * as requests from '../../../server/contract/requests.ts'
import * as responses from '../../../server/contract/responses.ts'
import * as tab from '../../../server/contract/tab.ts'
import { apiPage, llmsText } from '../../../server/http/openapi/api-page.ts'
import { EXAMPLES } from '../../../server/http/openapi/examples.ts'
import { MEMBERS, SCHEMAS } from '../../../server/http/openapi/members.ts'
import { createApp } from '../../../server/http/app.ts'
import { createInvoiceQueue } from '../../../server/database/invoice-queue.ts'
import { createLeaseQueue } from '../../../server/context/lease-queue.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { createStripeGateway } from '../../../server/stripe/gateway.ts'
import { operatorParts } from '../../support/operator-parts.ts'
import { untilIs } from '../../support/until.ts'
import { nameLanguages } from '../../../widget/name-languages.ts'
import { openShop, type HttpShop } from '../../support/shop.ts'

interface Member {
  readonly [name: string]: unknown
  readonly properties?: Readonly<Record<string, Member>> | undefined
  readonly anyOf?: readonly Member[] | undefined
}
const Member: z.ZodMiniType<Member> = z.looseObject({
  get properties() {
    return z.optional(z.record(z.string(), Member))
  },
  get anyOf() {
    return z.optional(z.array(Member))
  },
})
const Components = z.looseObject({
  components: z.looseObject({ schemas: z.record(z.string(), Member) }),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ tags: z.array(z.string()) }))),
  servers: z.array(z.looseObject({ url: z.string() })),
  tags: z.array(z.looseObject({ name: z.string(), description: z.string() })),
})

function silentMembers(path: string, { properties = {}, anyOf = [] }: Member): string[] {
  const own = Object.entries(properties).flatMap(([name, member]) => [
    ...(typeof member['description'] === 'string' ? [] : [`${path}.${name}`]),
    ...silentMembers(`${path}.${name}`, member),
  ])
  return [...own, ...anyOf.flatMap((one) => silentMembers(path, one))]
}

const Description = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
})

describe('openapi.json', () => {
  let server: HttpShop
  before(async () => {
    server = await openShop({ http: true })
  })
  after(() => server.stop())

  const describeApi = async () => (await server.api(null).call('GET', '/openapi.json')).json

  test('is OpenAPI 3.1 and describes every call of the contract', async () => {
    const { openapi, paths } = Description.parse(await describeApi())
    assert.match(openapi, /^3\.1\./)
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
    )
    const calls = Object.entries(CALLS).map(([id, { method, path }]) => `${id}: ${method} ${path}`)
    assert.deepEqual(described.toSorted(), calls.toSorted())
  })

  test('describes only what the server has: no call answers that there is no such call', async () => {
    for (const { method, path } of Object.values<Call>(CALLS)) {
      const answer = await server.api(null).call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '1'))
      assert.ok(!answer.text.includes('There is no such call'), `${method} ${path}: ${answer.text}`)
    }
    assert.equal((await server.api().call('GET', '/v1/nothing')).code, 'not_found')
    assert.equal((await server.api().call('PATCH', '/v1/invoices/1')).code, 'not_found')
  })

  test('has everything that it refers to', async () => {
    const description = await describeApi()
    const text = JSON.stringify(description)
    const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? ''))
    assert.ok(references.size > 5)
    for (const reference of references) {
      const found = reference
        .split('/')
        .reduce<unknown>((value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined), description)
      assert.ok(found !== undefined, reference)
    }
  })

  test('says of every schema and every member what it means', async () => {
    const { components } = Components.parse(await describeApi())
    const silent = Object.entries(components.schemas).flatMap(([name, schema]) => [
      ...(name === 'schema0' || typeof schema['description'] === 'string' ? [] : [name]),
      ...silentMembers(name, schema),
    ])
    assert.deepEqual(silent, [])
    for (const [, text] of JSON.stringify(await describeApi()).matchAll(/"in":"(?:path|query|header)"([^}]*)/g))
      assert.match(text ?? '', /"description":"[^"]/)
  })

  test('is what docs/api.md and docs/llms.txt say, and docs/embedding.md names every language: `npm run docs` writes them', async () => {
    const embedding = await readFile('docs/embedding.md', 'utf8')
    assert.equal(embedding, await nameLanguages(embedding))
    assert.equal(await readFile('docs/api.md', 'utf8'), apiPage())
    assert.equal(await readFile('docs/llms.txt', 'utf8'), llmsText())
  })

  test('has no words for what is not in it', async () => {
    const text = JSON.stringify(await describeApi())
    for (const [member, words] of Object.entries({ ...MEMBERS, ...SCHEMAS })) assert.ok(text.includes(JSON.stringify(words)), member)
  })

  test('names the closed list of codes, and a server and a tag for every call', async () => {
    const { components, paths, servers, tags } = Components.parse(await describeApi())
    assert.deepEqual(components.schemas['Problem']?.properties?.['code']?.['enum'], Object.keys(PROBLEMS))
    assert.deepEqual(
      servers.map(({ url }) => url),
      ['/'],
    )
    const used = Object.values(paths).flatMap((operations) => Object.values(operations).flatMap((operation) => operation.tags))
    assert.deepEqual([...new Set(used)].toSorted(), tags.map(({ name }) => name).toSorted())
  })

  test('has an example of every body, each as its schema says', () => {
    const named: Readonly<Record<string, z.ZodMiniType>> = { ...requests, ...responses, ...tab, Desk }
    const examples = new Map<string, unknown>(Object.entries(EXAMPLES))
    for (const call of Object.values<Call>(CALLS)) {
      if (call.by !== 'host' && call.by !== 'both' && call.by !== 'desk') continue
      for (const schema of [call.body, ...Object.values(call.answers).map((answer) => answer.schema)]) {
        if (schema === null) continue
        const name = Object.keys(named).find((key) => named[key] === schema) ?? ''
        assert.ok(examples.has(name), `${call.path}: no example of ${name}`)
        assert.deepEqual(schema.parse(examples.get(name)), examples.get(name), name)
      }
    }
  })

  test('has examples of bodies that can be sent, one after the other, and are answered as the others say', async () => {
    const api = server.api()
    const send = async (call: Call, ids: Readonly<Record<string, string>>, body: unknown, status: number) => {
      const path = call.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '')
      const headers = { 'Idempotency-Key': path }
      const answer = await api.call(call.method.toUpperCase(), path, body === null ? { headers } : { body, headers })
      assert.equal(answer.status, status, answer.text)
      return answer.json
    }
    const invoice = '1001'
    assert.deepEqual(await send(CALLS.putInvoice, { invoice }, EXAMPLES.PutInvoice, 200), EXAMPLES.Invoice)
    await send(CALLS.createEmbedSession, {}, EXAMPLES.CreateEmbedSession, 201)
    await send(CALLS.recordPayment, { invoice }, EXAMPLES.RecordPayment, 201)
    await server.simulator.control('POST', '/_sim/charges', { invoice, amount: 12_000 })
    await untilIs(async () => (await api.tab(invoice)).payments.length, 2)
    const charge = (await api.tab(invoice)).payments.find((row) => row.charge !== null)
    const { amount, refund } = Payment.parse(
      await send(CALLS.requestRefund, { invoice }, { ...EXAMPLES.RequestRefund, payment: charge?.id }, 201),
    )
    assert.deepEqual([amount, refund?.reason], [EXAMPLES.Payment.amount, EXAMPLES.Payment.refund?.reason])
    await send(CALLS.acknowledgeAttention, { item: 'att_31' }, EXAMPLES.ResolveAttention, 404)
  })

  test('says of a refund what it needs and every code that it may answer', async () => {
    const { paths } = Description.parse(await describeApi())
    const text = JSON.stringify(paths['/v1/invoices/{invoice}/refunds']?.['post'])
    assert.match(text, /"name":"Idempotency-Key","in":"header","required":true/)
    assert.match(text, /#\/components\/schemas\/RequestRefund/)
    for (const code of [
      'rate_limited',
      'unauthenticated',
      'forbidden',
      'payload_too_large',
      'unsupported_media_type',
      'invalid_request',
      'amount_exceeds_refundable',
      'exceeds_permission',
      'stripe_refused',
    ]) {
      assert.ok(text.includes(`\`${code}\``), code)
    }
  })
})

const NEVER = new AbortController().signal

test('the routes are exactly the calls of the contract', async () => {
  const connection = connect({ url: 'postgresql://nobody@127.0.0.1:1/none', maxConnections: 1, onError: () => {} })
  const nothing = (): Promise<void> => Promise.resolve()
  const ctx: GatewayCtx = {
    db: connection.db,
    invoiceQueue: createInvoiceQueue({ maxWait: 0 }),
    news: { tell: () => {}, told: nothing },
    gateway: createStripeGateway({ secretKey: 'sk_test_none', apiUrl: null }),
    clock: () => new Date(),
    steady: () => 0,
    newId: (prefix) => `${prefix}_1`,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    due: () => {},
    leaseQueue: createLeaseQueue({ random: () => 0 }),
    leaseWait: 0,
    checkedForRestore: new Map(),
    settings: {
      embedSecrets: ['secret'],
      webhookSecrets: [],
      dashboardUrl: 'https://dashboard.stripe.com',
      livemode: false,
      allowPrivateEndpoints: false,
    },
  }
  const app = createApp({
    ctx,
    ...operatorParts(connection.db),
    priority: ctx,
    streams: ctx,
    changes: { subscribe: () => () => {}, subscribeToStore: () => () => {}, subscribeToAll: () => {}, isHeard: () => true, close: nothing },
    rateLimit: { perSecond: 1, burst: 1 },
    trustedProxies: [],
    syncSpacing: 0,
    newRequestId: () => 'req_1',
    now: () => 0,
    lifecycle: { draining: NEVER, refusing: NEVER, lost: NEVER },
    underWay: (work) => work,
    checkAnswers: true,
  })
  await connection.close()
  const routes = app.routes
    .filter(({ path, method }) => method !== 'ALL' && !path.includes('*'))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  const calls = Object.values(CALLS).map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(routes.toSorted(), calls.toSorted())
})
