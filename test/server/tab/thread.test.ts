import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { readThread } from '../../../server/tab/thread.ts'
import { HOST, openShop, person, refusalOf } from '../../support/shop.ts'

test('A thread shows what became of a charge, the oldest first, to whoever may see the invoice, from its own row and from its refunds’', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(100_00)
  await shop.paid(5_00)
  await shop.pass(60)
  const robin = person({ permissions: ['refund', 'record'] })
  const failed = await shop.refund(payment, 30_00, { note: 'Ring too small', principal: robin })
  await shop.stripe.moveRefund(failed.refund?.id ?? '', { status: 'failed', failureReason: 'lost_or_stolen_card' })
  await shop.deliver()
  const payout = await recordPayment(
    shop.ctx,
    robin,
    '1001',
    { method: 'cash', amount: 30_00, direction: 'out', replaces: failed.id },
    'a key',
  )
  await recordPayment(shop.ctx, robin, '1001', { method: 'cash', amount: 1_00, direction: 'in' }, 'another key')
  await shop.pass(60)
  const dispute = await shop.stripe.dispute(charge, { reason: 'fraudulent' })
  await shop.deliver()

  const { steps } = await readThread(shop.ctx, person({ permissions: [] }), '1001', payment)
  assert.deepEqual(
    steps.map(({ what, actor, amount }) => [what, actor.name ?? actor.via, amount]),
    [
      ['stripe_payment_recorded', 'stripe', 100_00],
      ['refund_requested', 'Robin', -30_00],
      ['stripe_refund_recorded', 'Robin', -30_00],
      ['stripe_refund_changed', 'stripe', -30_00],
      ['payment_recorded', 'Robin', -30_00],
      ['dispute_opened', 'stripe', 100_00],
    ],
  )
  assert.deepEqual(
    steps.map(({ data }) => data),
    [
      { payment },
      { payment: failed.id, note: 'Ring too small', reason: 'requested_by_customer' },
      { payment: failed.id, status: 'succeeded', reason: 'requested_by_customer' },
      {
        payment: failed.id,
        from: 'succeeded',
        to: 'failed',
        pendingReason: null,
        failureReason: 'lost_or_stolen_card',
        reference: steps[3]?.data['reference'] ?? null,
      },
      { payment: payout.id, method: 'cash', note: null, replaces: failed.id },
      { payment, dispute, status: 'needs_response', reason: 'fraudulent', reopened: false },
    ],
  )
  assert.deepEqual(await readThread(shop.ctx, HOST, '1001', failed.id), { steps })
  assert.equal((await refusalOf(readThread(shop.ctx, HOST, '1001', payout.id))).code, 'not_found', 'a book row has no thread')
  await shop.put('1002')
  assert.equal((await refusalOf(readThread(shop.ctx, HOST, '1002', payment))).code, 'not_found')
})

test('What Stripe made has Stripe’s own time in a thread, however late it is learned', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(100_00)
  const refund = await shop.stripe.refund(charge, 10_00)
  const made = (await shop.stripe.newEvents()).find(({ type }) => type === 'refund.created')
  await shop.pass(3 * 24 * 3600)
  assert.ok(made !== undefined)
  await shop.deliver([made])
  const recorded = (await shop.tab()).payments.find((row) => row.refund?.id === refund)?.recordedAt
  const { steps } = await readThread(shop.ctx, HOST, '1001', payment)
  assert.deepEqual(steps.map(({ what, at }) => [what, at]).slice(1), [['stripe_refund_recorded', recorded]])
})
