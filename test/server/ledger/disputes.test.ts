import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { recordDispute } from '../../../server/ledger/record-dispute.ts'
import type { StripeEvent } from '../../support/played-stripe.ts'
import { balanceIn } from '../../support/balance-currency.ts'
import { openShop, refusalOf, type Shop } from '../../support/shop.ts'

async function moved(shop: Shop, dispute: string, change: object): Promise<void> {
  await shop.stripe.moveDispute(dispute, change)
  await shop.deliver()
}

const steps = async (shop: Shop): Promise<string[]> =>
  (await shop.audit())
    .filter((entry) => entry.action.startsWith('dispute_'))
    .map((entry) => `${entry.action} ${String(entry.data['status'])}`)

describe('a chargeback', () => {
  test('is shown with all that the banner says, and blocks refunds until it is closed', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge, {
      amount: 400,
      reason: 'fraudulent',
      dueBy: '2030-01-02T03:04:05Z',
      createdAt: '2026-01-02T03:04:05Z',
    })
    await shop.deliver()
    const tab = await shop.tab()
    const withdrawnAt = tab.disputes[0]?.withdrawnAt ?? null
    assert.notEqual(withdrawnAt, null)
    assert.deepEqual(tab.disputes, [
      {
        id: dispute,
        charge,
        payment,
        amount: 400,
        currency: 'usd',
        reason: 'fraudulent',
        status: 'needs_response',
        open: true,
        inquiry: false,
        evidenceDueBy: '2030-01-02T03:04:05.000Z',
        evidenceSubmitted: false,
        evidenceUrl: `https://dashboard.stripe.com/test/disputes/${dispute}`,
        fee: { amount: 1_500, currency: 'usd' },
        withdrawnAt,
        openedAt: '2026-01-02T03:04:05.000Z',
        closedAt: null,
      },
    ])
    assert.partialDeepStrictEqual(await shop.row(payment), { action: null, blockedBy: 'disputed', refundable: 1_000, lost: 0 })
    assert.equal((await refusalOf(shop.refund(payment, 1))).code, 'charge_disputed')
    assert.deepEqual([tab.invoice.paid, tab.invoice.balance], [1_000, 99_000], 'a dispute changes neither')
  })

  for (const [said, dueBy] of [
    ['0', '1970-01-01T00:00:00Z'],
    ['−1', '1969-12-31T23:59:59Z'],
  ] as const) {
    test(`that the bank takes no answer to, which Stripe says by a deadline of ${said}, has none`, async () => {
      await using shop = await openShop()
      const { charge } = await shop.paid(1_000)
      await shop.stripe.dispute(charge, { dueBy, reason: 'debit_not_authorized' })
      await shop.deliver()
      assert.partialDeepStrictEqual((await shop.tab()).disputes, [{ charge, evidenceDueBy: null, open: true }])
    })
  }

  test('that is won gives all back to be refunded', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge)
    await shop.deliver()
    await moved(shop, dispute, { evidenceSubmitted: true })
    assert.partialDeepStrictEqual((await shop.tab()).disputes, [{ status: 'under_review', evidenceSubmitted: true, open: true }])
    await moved(shop, dispute, { status: 'won' })
    const [shown] = (await shop.tab()).disputes
    assert.ok(shown?.closedAt != null && !shown.open)
    assert.partialDeepStrictEqual(await shop.row(payment), { action: 'refund', blockedBy: null, lost: 0 })
    assert.equal((await shop.refund(payment, 1_000)).status, 'succeeded')
    assert.deepEqual([(await steps(shop)).at(0), (await steps(shop)).at(-1)], ['dispute_opened needs_response', 'dispute_closed won'])
  })

  test('that is lost counts as lost: what remains can be refunded, and no more', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.refund(payment, 300)
    const dispute = await shop.stripe.dispute(charge, { amount: 500 })
    await shop.deliver()
    await moved(shop, dispute, { status: 'lost' })
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 200, refunded: 300, lost: 500, action: 'refund' })
    assert.deepEqual(await refusalOf(shop.refund(payment, 201)), { code: 'amount_exceeds_refundable', refundable: 200 })
    await shop.refund(payment, 200)
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, blockedBy: 'dispute_lost' })
    assert.equal((await shop.tab()).invoice.paid, 500)
  })

  test('that is lost after it was partly refunded past what remains is raised to a person', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.refund(payment, 300)
    const dispute = await shop.stripe.dispute(charge)
    await moved(shop, dispute, { status: 'lost' })
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, lost: 1_000, blockedBy: 'dispute_lost' })
    assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'over_refunded', charge }])
  })

  test('may be reopened and lost again, and every step is in the audit log', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge)
    await shop.deliver()
    await moved(shop, dispute, { status: 'won' })
    await moved(shop, dispute, { status: 'appeal_needs_response' })
    assert.partialDeepStrictEqual((await shop.tab()).disputes, [{ open: true, closedAt: null }])
    assert.equal((await shop.row(payment)).blockedBy, 'disputed')
    await moved(shop, dispute, { status: 'lost' })
    assert.equal((await shop.row(payment)).blockedBy, 'dispute_lost')
    assert.deepEqual(await steps(shop), [
      'dispute_opened needs_response',
      'dispute_closed won',
      'dispute_changed appeal_needs_response',
      'dispute_closed lost',
    ])
  })

  test('that was lost counts as lost through an appeal, until it is won, so that nothing of it goes out twice', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge, { amount: 600 })
    await moved(shop, dispute, { status: 'lost' })
    for (const status of ['appeal_needs_response', 'appeal_under_review']) {
      await moved(shop, dispute, { status })
      assert.partialDeepStrictEqual(await shop.row(payment), { lost: 600, refundable: 400, blockedBy: 'disputed' })
    }
    await moved(shop, dispute, { status: 'won' })
    assert.partialDeepStrictEqual(await shop.row(payment), { lost: 0, refundable: 1_000, blockedBy: null })
    await moved(shop, dispute, { status: 'appeal_needs_response' })
    assert.partialDeepStrictEqual(await shop.row(payment), { lost: 0, refundable: 1_000, blockedBy: 'disputed' })
  })

  test('that was lost and appealed against before its event came counts as lost, as the event says', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge, { amount: 600 })
    await shop.stripe.moveDispute(dispute, { status: 'lost' })
    await shop.stripe.moveDispute(dispute, { status: 'appeal_under_review' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await shop.row(payment), { lost: 600, refundable: 400 })
  })

  test('that is first seen when it is over has its beginning and its end in the log', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge)
    await moved(shop, dispute, { status: 'lost' })
    assert.deepEqual(await steps(shop), ['dispute_opened lost', 'dispute_closed lost'])
  })

  test('that was prevented counts as lost only while its money has not come back', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge, { amount: 400 })
    await shop.deliver()
    await moved(shop, dispute, { status: 'prevented' })
    assert.partialDeepStrictEqual(await shop.row(payment), { lost: 400, refundable: 600, blockedBy: null })
    await moved(shop, dispute, { reinstated: true })
    assert.partialDeepStrictEqual(await shop.row(payment), { lost: 0, refundable: 1_000 })
  })

  test('blocks while any of several is open', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const one = await shop.stripe.dispute(charge, { amount: 300 })
    const other = await shop.stripe.dispute(charge, { amount: 200 })
    await shop.deliver()
    await moved(shop, one, { status: 'lost' })
    assert.partialDeepStrictEqual(await shop.row(payment), { blockedBy: 'disputed', lost: 300 })
    await moved(shop, other, { status: 'lost' })
    assert.partialDeepStrictEqual(await shop.row(payment), { blockedBy: null, lost: 500, refundable: 500 })
    assert.equal((await shop.tab()).disputes.length, 2)
  })
})

describe('a dispute of a store whose balance is in another currency', () => {
  const disputed = async (shop: Shop) => {
    await shop.put('1002', { currency: 'eur' })
    const { charge, payment } = await shop.paid(10_000, { invoice: '1002', currency: 'eur' })
    const dispute = await shop.stripe.dispute(charge, { amount: 8_000 })
    await shop.deliver()
    return { payment, dispute }
  }

  test('that was prevented lost nothing where its money came back but for a conversion difference', async () => {
    await using shop = await openShop({ fetch: balanceIn('usd', { out: 1.1052, in: 1.0991 }) })
    const { payment, dispute } = await disputed(shop)
    await moved(shop, dispute, { status: 'prevented' })
    assert.partialDeepStrictEqual(await shop.row(payment, '1002'), { lost: 8_000, refundable: 2_000 })
    await moved(shop, dispute, { reinstated: true })
    assert.partialDeepStrictEqual(await shop.row(payment, '1002'), { lost: 0, refundable: 10_000, blockedBy: null })
    assert.deepEqual((await shop.tab('1002')).attention, [])
  })

  test('has its fee in the currency of the balance', async () => {
    await using shop = await openShop({ fetch: balanceIn('usd', { out: 1.2, in: 1.2 }) })
    await disputed(shop)
    assert.partialDeepStrictEqual((await shop.tab('1002')).disputes, [{ currency: 'eur', fee: { amount: 1_800, currency: 'usd' } }])
  })
})

describe('a dispute that was prevented before money moved', () => {
  for (const [caseType, lost] of [
    ['resolution', 400],
    ['block', 0],
  ] as const) {
    test(`is known by its case type alone: ${caseType} took ${lost === 0 ? 'nothing' : 'all of it'}`, async () => {
      await using shop = await openShop()
      const { charge, payment } = await shop.paid(1_000)
      const dispute = await shop.stripe.dispute(charge, { amount: 400, inquiry: true })
      await moved(shop, dispute, { status: 'prevented', caseType })
      assert.partialDeepStrictEqual(await shop.row(payment), { lost, refundable: 1_000 - lost, blockedBy: null })
    })
  }
})

describe('an inquiry', () => {
  test('moves no money and blocks nothing, until it is escalated', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge, { inquiry: true })
    await shop.deliver()
    assert.partialDeepStrictEqual((await shop.tab()).disputes, [{ inquiry: true, open: true, fee: null }])
    await shop.refund(payment, 100)
    await moved(shop, dispute, { status: 'needs_response' })
    assert.partialDeepStrictEqual((await shop.tab()).disputes, [{ inquiry: false, open: true }])
    assert.equal((await shop.row(payment)).blockedBy, 'disputed')
  })

  test('that is closed leaves nothing behind', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge, { inquiry: true })
    await moved(shop, dispute, { status: 'warning_closed' })
    assert.partialDeepStrictEqual(await shop.row(payment), { blockedBy: null, lost: 0, refundable: 1_000 })
    assert.partialDeepStrictEqual((await shop.tab()).disputes, [{ open: false }])
  })
})

test('a dispute in another currency is never summed: nothing is refundable until a person has acknowledged it', async () => {
  await using shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  const dispute = await shop.stripe.dispute(charge, { currency: 'eur', amount: 400 })
  await shop.deliver()
  assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'currency_mismatch', charge }])
  await moved(shop, dispute, { status: 'lost' })
  assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, lost: 0, blockedBy: 'disputed' })
  assert.equal((await refusalOf(shop.refund(payment, 1))).code, 'charge_disputed')
})

describe('the events of disputes', () => {
  test('end as Stripe has it in whatever order they come', async () => {
    await using shop = await openShop()
    for (let turn = 0; turn < 6; turn += 1) {
      const charge = await shop.stripe.pay('1001', 1_000)
      const dispute = await shop.stripe.dispute(charge, { inquiry: true })
      await shop.stripe.moveDispute(dispute, { status: 'needs_response' })
      await shop.stripe.moveDispute(dispute, { status: 'won' })
      await shop.stripe.moveDispute(dispute, { status: 'appeal_under_review' })
      await shop.stripe.moveDispute(dispute, { status: 'lost' })
      const events = await shop.stripe.newEvents()
      await shop.deliver(rotated(turn % 2 === 0 ? events : events.toReversed(), turn * 2))
      assert.partialDeepStrictEqual(
        (await shop.tab()).disputes.find((one) => one.id === dispute),
        { status: 'lost', open: false, charge },
      )
    }
    assert.deepEqual(shop.logged, [])
  })

  test('never let an older fetch win over a later one', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const id = await shop.stripe.dispute(charge)
    const open = await shop.ctx.gateway.getDispute(null, id)
    await shop.stripe.moveDispute(id, { status: 'won' })
    const won = await shop.ctx.gateway.getDispute(null, id)
    assert.ok(open !== null && won !== null)
    const now = Date.now()
    assert.equal(await recordDispute(shop.ctx, 'default', won, new Date(now)), 1)
    assert.equal(await recordDispute(shop.ctx, 'default', open, new Date(now - 1)), 0)
    assert.equal((await shop.tab()).disputes[0]?.status, 'won')
    assert.equal(await recordDispute(shop.ctx, 'default', open, new Date(now + 1)), 1)
    assert.equal((await shop.tab()).disputes[0]?.status, 'needs_response')
  })
})

function rotated(events: readonly StripeEvent[], by: number): StripeEvent[] {
  const turn = by % events.length
  return [...events.slice(turn), ...events.slice(0, turn)]
}

test('What a dispute leaves of a charge can be refunded as it is offered, and less than a step of its currency is nothing left', async () => {
  await using shop = await openShop()
  await shop.put('1001', { currency: 'kwd' })
  const { charge, payment } = await shop.paid(100_000, { currency: 'kwd' })
  const dispute = await shop.stripe.dispute(charge, { amount: 12_345 })
  await shop.stripe.moveDispute(dispute, { status: 'lost' })
  await shop.deliver()
  const { refundable } = await shop.row(payment)
  assert.equal(refundable, 87_650)
  assert.equal((await shop.refund(payment, refundable)).status, 'succeeded')
  assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, action: null, blockedBy: 'dispute_lost' })
})
