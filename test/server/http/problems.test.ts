import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { test } from 'node:test'
import * as z from 'zod/mini'
import { Problem, PROBLEMS } from '../../../server/contract/problems.ts'
import { openShop } from '../../support/shop.ts'

test('a problem has the shape of RFC 9457, a stable code, and the id of its request', async () => {
  await using server = await openShop({ http: true })
  const answer = await server.api('wrong_key').call('GET', '/v1/invoices/1/payments')
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
  const problem = Problem.parse(answer.json)
  assert.deepEqual(problem, {
    type: 'urn:jeweltrak:problem:unauthenticated',
    title: PROBLEMS.unauthenticated.title,
    status: 401,
    code: 'unauthenticated',
    requestId: answer.headers.get('request-id') ?? '',
  })
})

test('a fault of ours is answered as internal, shows nothing of itself, and is in the log under the request’s id', async () => {
  await using server = await openShop({ http: true })
  await sql`alter table invoices rename to invoices_away`.execute(server.db)
  const answer = await server.api().call('GET', '/v1/invoices/1/payments')
  const problem = Problem.parse(answer.json)
  assert.deepEqual([answer.status, problem.code, problem.detail], [500, 'internal', undefined])
  assert.doesNotMatch(answer.text, /invoices_away|relation|select/)
  assert.ok(server.logged.some((line) => line.includes(problem.requestId) && line.includes('relation')))
})

test('Stripe out of reach is answered as stripe_unavailable, and says no more', async () => {
  await using server = await openShop({ http: true })
  await server.api().putInvoice('1')
  const { charge } = ChargeMade.parse(await server.simulator.control('POST', '/_sim/charges', { invoice: 'elsewhere', amount: 1000 }))
  await server.simulator.control('PUT', '/_sim/faults', { api: { failBefore: 1 } })
  const answer = await server.api().call('POST', '/v1/invoices/1/payments', { body: { method: 'stripe_link', charge } })
  assert.deepEqual([answer.status, answer.code], [503, 'stripe_unavailable'])
})

const ChargeMade = z.looseObject({ charge: z.string() })
