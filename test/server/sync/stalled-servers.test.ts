import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { InsertQueryNode, TableNode, UpdateQueryNode, type KyselyPlugin } from 'kysely'
import { createLeaseQueue } from '../../../server/context/lease-queue.ts'
import { attemptRefund } from '../../../server/refunds/attempt.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import type { RefundAnswer } from '../../../server/stripe/create-refund.ts'
import { refundOf } from '../../support/answers.ts'
import { HOST, openShop, type Shop } from '../../support/shop.ts'

const REFUSED: RefundAnswer = {
  kind: 'refused',
  status: 400,
  fromStripe: true,
  type: 'invalid_request_error',
  code: 'charge_already_refunded',
  message: 'Charge has already been refunded.',
}

/** A refund whose first attempt surely did nothing, so that the next refusal would close it. */
async function heldRefund(shop: Shop): Promise<string> {
  const { payment } = await shop.paid(1_000)
  await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 429 } })
  const { id } = await shop.refund(payment, 300)
  await shop.stripe.faults({})
  return id
}

/** This server stalls for longer than its lease lasts, and another asks meanwhile without hearing an answer. */
async function anotherAsks(shop: Shop, id: string): Promise<void> {
  await shop.db
    .updateTable('charges')
    .set({ lease_until: new Date(0) })
    .execute()
  await shop.stripe.faults({ api: { method: 'POST', failBefore: 1 } })
  // Another process, whose calls wait in a line of their own.
  await attemptRefund({ ...shop.ctx, leaseQueue: createLeaseQueue({ random: Math.random }) }, id)
  await shop.stripe.faults({})
}

const attemptsOf = (shop: Shop) =>
  shop.db
    .selectFrom('refund_requests')
    .select((request) => ['state', 'attempts', request('unanswered_at', 'is not', null).as('isUnanswered')])
    .execute()

/** The services of a server that stands still for 16 minutes as soon as it has written so of a refund request. */
function standingStillAfter(shop: Shop, written: 'InsertQueryNode' | 'UpdateQueryNode'): GatewayCtx {
  let still = 0
  const standingStill: KyselyPlugin = {
    transformQuery({ node }) {
      const table = InsertQueryNode.is(node) ? node.into : UpdateQueryNode.is(node) ? node.table : undefined
      const isOfRequests = table !== undefined && TableNode.is(table) && table.table.identifier.name === 'refund_requests'
      if (isOfRequests && node.kind === written) still = 16 * 60_000
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  return { ...shop.ctx, clock: () => new Date(shop.ctx.clock().getTime() + still), db: shop.db.withPlugin(standingStill) }
}

describe('a server that stood still between counting an attempt and making it', () => {
  const calls = async (shop: Shop) => (await shop.stripe.newRequests()).map(({ method }) => method)

  test('calls Stripe no more: by now another may have closed the request', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.newRequests()
    const body = { payment, amount: 300, reason: 'duplicate' } as const
    const { id, status } = await refundOf(standingStillAfter(shop, 'InsertQueryNode'), HOST, '1001', body, 'k')
    assert.equal(status, 'processing')
    assert.deepEqual(await calls(shop), [])
    await shop.pass(16)
    assert.deepEqual(await calls(shop), ['GET', 'POST'])
    assert.equal((await shop.row(id)).status, 'succeeded')
  })

  test('nor at a later attempt', async () => {
    await using shop = await openShop()
    const id = await heldRefund(shop)
    await shop.stripe.newRequests()
    await attemptRefund(standingStillAfter(shop, 'UpdateQueryNode'), id)
    assert.deepEqual(await calls(shop), ['GET'])
    await shop.pass(16)
    assert.deepEqual(await calls(shop), ['GET', 'POST'])
    assert.equal((await shop.row(id)).status, 'succeeded')
  })
})

describe('a server that stalled while it looked after a refund', () => {
  test('closes nothing by a refusal, where another attempt before it went unanswered', async () => {
    await using shop = await openShop()
    const id = await heldRefund(shop)
    const stalled: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async listRefunds(account, charge) {
          const refunds = await shop.ctx.gateway.listRefunds(account, charge)
          await anotherAsks(shop, id)
          return refunds
        },
        createRefund: () => Promise.resolve(REFUSED),
      },
    }
    await attemptRefund(stalled, id)
    assert.deepEqual(await attemptsOf(shop), [{ state: 'open', attempts: 2, isUnanswered: true }])
  })

  test('closes nothing by a refusal, where another attempt began before its answer came and went unanswered', async () => {
    await using shop = await openShop()
    const id = await heldRefund(shop)
    const stalled: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async createRefund() {
          await anotherAsks(shop, id)
          return REFUSED
        },
      },
    }
    await attemptRefund(stalled, id)
    assert.deepEqual(await attemptsOf(shop), [{ state: 'open', attempts: 3, isUnanswered: true }])
  })

  test('remembers that another’s attempt went unanswered, where its own surely did nothing', async () => {
    await using shop = await openShop()
    const id = await heldRefund(shop)
    const stalled: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async createRefund() {
          await anotherAsks(shop, id)
          return { ...REFUSED, status: 429 }
        },
      },
    }
    await attemptRefund(stalled, id)
    assert.deepEqual(await attemptsOf(shop), [{ state: 'open', attempts: 3, isUnanswered: true }])
  })

  test('makes no further attempt where 23 hours have passed meanwhile', async () => {
    await using shop = await openShop()
    const id = await heldRefund(shop)
    await shop.age(id, 22.9)
    const stalled: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async listRefunds(account, charge) {
          const refunds = await shop.ctx.gateway.listRefunds(account, charge)
          await shop.age(id, 23.1)
          return refunds
        },
      },
    }
    await attemptRefund(stalled, id)
    assert.deepEqual(await shop.stripe.refunds(), [])
    assert.equal((await shop.row(id)).status, 'processing')
  })
})
