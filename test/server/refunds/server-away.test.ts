/** A refund is requested and its answer is lost; the server goes, and comes back so many hours later. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod/mini'
import { until, untilIs } from '../../support/until.ts'
import { HOUR, openShop, type HttpShop, type ShopOverTime } from '../../support/shop.ts'

const Made = z.object({ charge: z.string() })
const Journal = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string(), acted: z.boolean() })) })

/** What the invoice's Stripe rows are, and how many refunds Stripe made for our attempts. */
interface Outcome {
  readonly rows: readonly string[]
  readonly made: number
}

const UNDECIDED: Outcome = { rows: ['-60000 processing', '100000 succeeded'], made: 0 }
const RELEASED: Outcome = { rows: ['100000 succeeded'], made: 0 }
const REFUNDED: Outcome = { rows: ['-60000 succeeded', '100000 succeeded'], made: 1 }

async function outcome(time: ShopOverTime, server: HttpShop): Promise<Outcome> {
  const { payments } = await server.api().tab('1001')
  const attempts = (await journal(time)).filter(({ method, path, acted }) => method === 'POST' && path === '/v1/refunds' && acted)
  return { rows: payments.map(({ amount, status }) => `${amount} ${status}`).toSorted(), made: attempts.length }
}

async function journal({ simulator }: ShopOverTime) {
  return Journal.parse(await simulator.control('GET', '/_sim/requests')).requests
}

/** The server requests at hour 0, and the answer is lost before it reached Stripe or after Stripe acted; then the server is gone. */
async function requestAndGo(time: ShopOverTime, lost: 'failBefore' | 'failAfter', off: number): Promise<void> {
  await using server = await time.serve(off)
  await server.api().putInvoice('1001', { total: 1_000_00 })
  const { charge } = Made.parse(await time.simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 1_000_00 }))
  const { json } = await server
    .api()
    .call('POST', '/v1/invoices/1001/payments', { body: { method: 'stripe_link', charge }, headers: { 'Idempotency-Key': 'paid' } })
  const { id: payment } = z.object({ id: z.string() }).parse(json)
  time.simulator.sendWebhooksTo('http://127.0.0.1:9')
  await time.simulator.control('PUT', '/_sim/faults', { api: { path: '/v1/refunds', [lost]: 1, status: 502 } })
  assert.equal((await server.api().refund('1001', { payment, amount: 600_00 })).status, 'processing')
}

async function back(time: ShopOverTime, off: number, expected: Outcome): Promise<void> {
  await using server = await time.serve(off)
  const before = (await journal(time)).length
  const lists = async (): Promise<number> =>
    (await journal(time)).slice(before).filter(({ method, path }) => method === 'GET' && path === '/v1/refunds').length
  await until(async () => (await lists()) > 0 && JSON.stringify(await outcome(time, server)) === JSON.stringify(expected), 20_000)
  // A reconciliation that could not have the charge to itself counts it as differing until its own end.
  await untilIs(async () => (await server.api().tab('1001')).attention, [], 20_000)
  if (expected !== UNDECIDED) return
  // Nothing is left to a person: at 25 hours it is released by the server that is back.
  await time.pass(2 * HOUR)
  await until(async () => JSON.stringify(await outcome(time, server)) === JSON.stringify(RELEASED), 20_000)
}

const CASES: readonly (readonly [hours: number, lost: 'failBefore' | 'failAfter', expected: Outcome])[] = [
  [22.9, 'failBefore', REFUNDED],
  [23.1, 'failBefore', UNDECIDED],
  [25.1, 'failBefore', RELEASED],
  [100, 'failBefore', RELEASED],
  [22.9, 'failAfter', REFUNDED],
  [23.1, 'failAfter', REFUNDED],
  [25.1, 'failAfter', REFUNDED],
  [100, 'failAfter', REFUNDED],
]

const WORDS = { failBefore: 'that never reached Stripe', failAfter: 'that Stripe had made' }

for (const off of [0, 6, -6])
  describe(`A server ${off === 0 ? '' : `whose clock is off by ${off} hours `}that comes back`, { concurrency: 4 }, () => {
    for (const [hours, lost, expected] of off === 0 ? CASES : CASES.slice(0, 3))
      test(`after ${hours} hours ends a refund ${WORDS[lost]}: ${expected.rows.length === 1 ? 'released' : expected === UNDECIDED ? 'searched for, never requested, released at 25' : 'made once'}`, async () => {
        await using time = await openShop({ simulatedTime: true })
        await requestAndGo(time, lost, off * HOUR)
        await time.simulator.control('DELETE', '/_sim/faults')
        await time.pass(hours * HOUR)
        await back(time, off * HOUR, expected)
      })
  })
