import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as z from 'zod/mini'
import { CALLS, type Call } from '../../../server/contract/calls.ts'
import { connect } from '../../../server/database/connection.ts'
import { createApp } from '../../../server/http/app.ts'
import { createTurns } from '../../../server/database/turns.ts'
import { createLeaseQueue } from '../../../server/context/lease-queue.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { createStripeGateway } from '../../../server/stripe/gateway.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const Description = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
})

describe('openapi.json', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
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
  const services: GatewayCtx = {
    db: connection.db,
    turns: createTurns({ maxWait: 0 }),
    gateway: createStripeGateway({ secretKey: 'sk_test_none', apiUrl: null }),
    clock: () => new Date(),
    newId: (prefix) => `${prefix}_1`,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    due: () => {},
    leaseQueue: createLeaseQueue({ random: () => 0 }),
    leaseWait: 0,
    checkedForRestore: new Map(),
    settings: { embedSecrets: ['secret'], webhookSecrets: [], dashboardUrl: 'https://dashboard.stripe.com', livemode: false },
  }
  const app = createApp({
    services,
    priority: services,
    changes: { subscribe: () => () => {}, close: nothing },
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
