/** The lease that a reservation takes: there for the first attempt, and gone with it, whatever becomes of either. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type KyselyPlugin } from 'kysely'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { takeLease } from '../../../server/sync/queries.ts'
import { refundOf } from '../../support/answers.ts'
import { HOST, openShop, type Shop } from '../../support/shop.ts'

const body = (payment: string) => ({ payment, amount: 600, reason: 'duplicate' }) as const

const leaseOf = async (shop: Shop, charge: string) =>
  (await shop.db.selectFrom('charges').select('lease').where('id', '=', charge).executeTakeFirstOrThrow()).lease

test('Stripe is called under it, and it is free once the refund is recorded', async () => {
  const seen: (string | null)[] = []
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  const watching: GatewayCtx = {
    ...shop.ctx,
    gateway: {
      ...shop.ctx.gateway,
      async createRefund(...call) {
        seen.push(await leaseOf(shop, charge))
        assert.equal(await takeLease(shop.db, 'default', charge, 'of another'), false, 'nobody else may call now')
        return shop.ctx.gateway.createRefund(...call)
      },
    },
  }
  assert.equal((await refundOf(watching, HOST, '1001', body(payment), 'k')).status, 'succeeded')
  assert.deepEqual([seen.length, typeof seen[0]], [1, 'string'])
  assert.equal(await leaseOf(shop, charge), null)
})

test('A server that dies between the reservation and the call leaves a request whose next attempt reads Stripe’s list first', async () => {
  await using shop = await openShop()
  const { payment } = await shop.paid(1_000)
  await shop.stripe.newRequests()
  const dying: GatewayCtx = {
    ...shop.ctx,
    gateway: { ...shop.ctx.gateway, createRefund: () => Promise.reject(new Error('the process ends here')) },
  }
  const { id, status } = await refundOf(dying, HOST, '1001', body(payment), 'k')
  assert.equal(status, 'processing')
  await shop.pass(16)
  assert.deepEqual(
    (await shop.stripe.newRequests()).map(({ method }) => method),
    ['GET', 'POST'],
  )
  assert.equal((await shop.row(id)).status, 'succeeded')
})

test('A reservation that fails after it took the lease keeps nobody from the charge', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  const failing: KyselyPlugin = {
    transformQuery({ node }) {
      if (node.kind === 'InsertQueryNode' && node.into?.table.identifier.name === 'refund_requests') throw new Error('it can’t be written')
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const broken = { ...shop.ctx, db: shop.db.withPlugin(failing) }
  await assert.rejects(refundOf(broken, HOST, '1001', body(payment), 'k'), /can’t be written/)
  assert.equal(await leaseOf(shop, charge), null)
  const at = { ...shop.ctx, leaseWait: 0 }
  assert.equal((await refundOf(at, HOST, '1001', body(payment), 'k')).status, 'succeeded', 'its key was not taken, and it waits for nobody')
})

test('Where another has the charge, the refund is reserved all the same, and attempted when it is free', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  await takeLease(shop.db, 'default', charge, 'of another')
  const { id, status } = await refundOf({ ...shop.ctx, leaseWait: 0 }, HOST, '1001', body(payment), 'k')
  assert.equal(status, 'processing')
  assert.equal((await shop.row(payment)).refundable, 400)
  assert.equal((await shop.stripe.refunds()).length, 0)
  await sql`update charges set lease = null, lease_until = null`.execute(shop.db)
  await shop.pass(5)
  assert.equal((await shop.row(id)).status, 'succeeded')
})
