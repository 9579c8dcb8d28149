/**
 * How many statements each path sends, how often it waits for an answer, and how many transactions it commits: as these numbers are
 * today, so that they only go down. Whoever makes one smaller writes it in here.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { putInvoice } from '../../server/ledger/put-invoice.ts'
import { recordPayment } from '../../server/ledger/record-payment.ts'
import { removePayment } from '../../server/ledger/remove-payment.ts'
import { requestRefund } from '../../server/refunds/request.ts'
import type { GatewayCtx } from '../../server/stripe/gateway-ctx.ts'
import { readTab } from '../../server/tab/read-tab.ts'
import { applyEvent } from '../../server/inbox/apply.ts'
import { connectCounting } from '../support/counted-statements.ts'
import { HOST, openShop, person, type Shop } from '../support/shop.ts'

interface Cost {
  readonly statements: number
  readonly roundTrips: number
  readonly commits: number
}

/** Brings the shop to where the path begins, and returns the path. */
type Prepared = (shop: Shop) => Promise<(ctx: GatewayCtx) => Promise<unknown>>

const CASH = { method: 'cash', amount: 1_000, direction: 'in' } as const
const INVOICE = { number: 'No 1001', currency: 'usd', total: 5_000, status: 'open' } as const

const PATHS: Readonly<Record<string, readonly [Prepared, Cost]>> = {
  'a refund through the widget': [
    async (shop) => {
      const { payment } = await shop.paid(10_000)
      return (ctx) => requestRefund(ctx, person(), '1001', { payment, amount: 1_000, reason: 'duplicate' }, 'key_1')
    },
    { statements: 16, roundTrips: 14, commits: 2 },
  ],
  'a refund within what an actor may refund': [
    async (shop) => {
      const { payment } = await shop.paid(10_000)
      const principal = person({ maxRefund: 5_000 })
      return (ctx) => requestRefund(ctx, principal, '1001', { payment, amount: 1_000, reason: 'duplicate' }, 'key_1')
    },
    { statements: 17, roundTrips: 15, commits: 2 },
  ],
  'a refund by the host': [
    async (shop) => {
      const { payment } = await shop.paid(10_000)
      return (ctx) => requestRefund(ctx, HOST, '1001', { payment, amount: 1_000, reason: 'duplicate' }, 'key_1')
    },
    { statements: 16, roundTrips: 14, commits: 2 },
  ],
  'a refund asked for again with its key': [
    async (shop) => {
      const { payment } = await shop.paid(10_000)
      await shop.refund(payment, 1_000, { key: 'key_1', reason: 'duplicate' })
      return (ctx) => requestRefund(ctx, person(), '1001', { payment, amount: 1_000, reason: 'duplicate' }, 'key_1')
    },
    { statements: 6, roundTrips: 7, commits: 1 },
  ],
  'a tab that is read': [
    async (shop) => {
      const { payment } = await shop.paid(10_000)
      await shop.refund(payment, 1_000)
      return (ctx) => readTab(ctx, person(), '1001')
    },
    { statements: 1, roundTrips: 1, commits: 0 },
  ],
  'a payment that is recorded': [
    async () => (ctx) => recordPayment(ctx, person(), '1001', CASH, 'key_1'),
    { statements: 5, roundTrips: 5, commits: 1 },
  ],
  'a payment that is removed': [
    async (shop) => {
      const { id } = await recordPayment(shop.ctx, HOST, '1001', CASH, null)
      return (ctx) => removePayment(ctx, HOST, '1001', id)
    },
    { statements: 4, roundTrips: 4, commits: 1 },
  ],
  'an invoice that is put': [async () => (ctx) => putInvoice(ctx, HOST, '1001', INVOICE), { statements: 6, roundTrips: 5, commits: 1 }],
  'charge.succeeded': [
    async (shop) => {
      await shop.stripe.pay('1001', 10_000)
      return applied(shop, 'charge.succeeded')
    },
    { statements: 9, roundTrips: 7, commits: 3 },
  ],
  'charge.refunded of which everything is known': [
    async (shop) => {
      const { payment } = await shop.paid(10_000)
      await shop.refund(payment, 1_000)
      return applied(shop, 'charge.refunded')
    },
    { statements: 4, roundTrips: 4, commits: 2 },
  ],
  'refund.created of which everything is known': [
    async (shop) => {
      const { payment } = await shop.paid(10_000)
      await shop.refund(payment, 1_000)
      return applied(shop, 'refund.created')
    },
    { statements: 4, roundTrips: 4, commits: 2 },
  ],
  'refund.created of a refund made in the dashboard': [
    async (shop) => {
      const { charge } = await shop.paid(10_000)
      await shop.stripe.refund(charge, 1_000)
      return applied(shop, 'refund.created')
    },
    // One read more than it needs, so that news of what is recorded already, which is most of it, locks nothing.
    { statements: 10, roundTrips: 9, commits: 3 },
  ],
}

/** The application of Stripe's newest event of this type, which is stored by then. */
async function applied(shop: Shop, type: string): Promise<(ctx: GatewayCtx) => Promise<unknown>> {
  const event = (await shop.stripe.newEvents()).find((one) => one.type === type)
  assert.ok(event !== undefined, `Stripe sends ${type}`)
  await shop.accept(event)
  return (ctx) => applyEvent(ctx, { account: '', id: event.id })
}

describe('what is sent to PostgreSQL for', () => {
  for (const [path, [prepare, cost]] of Object.entries(PATHS)) {
    test(path, async () => {
      await using shop = await openShop()
      const call = await prepare(shop)
      const counting = connectCounting(shop.databaseUrl)
      try {
        const { statements, roundTrips, commits } = await counting.count(() => call({ ...shop.ctx, db: counting.db }))
        assert.deepEqual({ statements: statements.length, roundTrips, commits }, cost, `\n${statements.join('\n')}`)
      } finally {
        await counting.close()
      }
    })
  }
})
