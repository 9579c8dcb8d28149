/** A refund that needs a second person: from who asks for it to who approves, declines or lets it lie. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import type { Payment } from '../../../server/contract/tab.ts'
import type { Principal } from '../../../server/context/principal.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { expireApprovals } from '../../../server/refunds/expire-approvals.ts'
import { withdrawRefund } from '../../../server/refunds/withdraw.ts'
import { readTab } from '../../../server/tab/read-tab.ts'
import { approvalOf, declineOf } from '../../support/answers.ts'
import { HOST, openShop, person, refusalOf, type Shop } from '../../support/shop.ts'

const theo = (more: Parameters<typeof person>[0] = {}): Principal =>
  person({ actor: { id: 'theo', name: 'Theo' }, approvalAbove: 100, permissions: ['refund', 'record', 'remove', 'approve'], ...more })
const MAYA = person({ actor: { id: 'maya', name: 'Maya' }, permissions: ['approve'] })
const RUTH = person({ actor: { id: 'ruth', name: 'Ruth' }, permissions: ['approve'] })
const DAYS = 24 * 3600

const of = (payment: string) => ({ invoice: '1001', payment })
const approve = (shop: Shop, payment: string, principal: Principal = MAYA) => approvalOf(shop.ctx, principal, of(payment), {})
const decline = (shop: Shop, payment: string, note?: string) => declineOf(shop.ctx, MAYA, of(payment), note === undefined ? {} : { note })
const withdraw = (shop: Shop, payment: string, principal = theo()) => withdrawRefund(shop.ctx, principal, of(payment), {})
const rowsOf = async (shop: Shop, principal: Principal): Promise<readonly Payment[]> =>
  (await readTab(shop.ctx, principal, '1001')).payments
const rowOf = async (shop: Shop, principal: Principal, id: string) => (await rowsOf(shop, principal)).find((row) => row.id === id)

async function asked(amount = 500) {
  const shop = await openShop()
  const { charge, payment } = await shop.paid(1_000)
  const row = await shop.refund(payment, amount, { principal: theo(), key: 'key', note: 'Too small' })
  return { shop, charge, payment, row, id: row.id }
}

describe('a refund above what its actor may refund alone', () => {
  test('waits, reserves its amount and counts in no sum, and Stripe is not asked', async () => {
    const { shop, payment, row, id } = await asked()
    await using _shop = shop
    assert.deepEqual([row.status, row.amount, row.recordedBy.name, row.approval?.action], ['awaiting_approval', -500, 'Theo', 'withdraw'])
    const { invoice, payments } = await shop.tab()
    assert.equal(invoice.paid, 1_000)
    assert.deepEqual(
      new Map(payments.map(({ id: row, status, refundable }) => [row, [status, refundable]])),
      new Map([
        [payment, ['succeeded', 500]],
        [id, ['awaiting_approval', null]],
      ]),
    )
    await shop.pass(3 * DAYS)
    assert.deepEqual(await shop.stripe.refunds(), [])
    assert.deepEqual(await refusalOf(shop.refund(payment, 501, { principal: HOST })), {
      code: 'amount_exceeds_refundable',
      refundable: 500,
    })
    const { action, actor, amount, data } = (await shop.audit()).at(-1) ?? {}
    assert.deepEqual(
      [action, actor, amount, data?.['note']],
      ['refund_approval_requested', { name: 'Theo', via: 'widget' }, -500, 'Too small'],
    )
  })

  test('is asked of Stripe once another person approves it, and stays of who asked for it', async () => {
    const { shop, id } = await asked()
    await using _shop = shop
    const row = await approve(shop, id)
    assert.deepEqual([row.id, row.status, row.amount, row.recordedBy.name], [id, 'succeeded', -500, 'Theo'])
    const [refund] = await shop.stripe.refunds()
    assert.partialDeepStrictEqual(refund?.['metadata'], {
      jeweltrak_refund_request: id,
      jeweltrak_actor: 'theo',
      jeweltrak_via: 'widget',
      jeweltrak_approved_by: 'maya',
    })
    assert.equal((await shop.tab()).invoice.paid, 500)
    const audit = (await shop.audit()).slice(-3)
    assert.deepEqual(
      audit.map(({ action, actor }) => [action, actor.name]),
      [
        ['refund_approval_requested', 'Theo'],
        ['refund_approved', 'Maya'],
        ['stripe_refund_recorded', 'Theo'],
      ],
    )
    assert.deepEqual(await approve(shop, id), row, 'repeated, it gives the outcome')
    assert.equal((await refusalOf(approve(shop, id, RUTH))).code, 'not_awaiting_approval')
    assert.equal((await refusalOf(decline(shop, id))).code, 'not_awaiting_approval')
    assert.equal((await refusalOf(withdraw(shop, id))).code, 'not_awaiting_approval')
    assert.equal((await shop.stripe.refunds()).length, 1)
  })

  test('is never decided about by who asked for it, by whatever session, and not for them by the host', async () => {
    const { shop, id } = await asked()
    await using _shop = shop
    const manager = person({ actor: { id: 'theo', name: 'The manager' }, permissions: ['approve', 'refund'] })
    for (const principal of [theo(), manager]) {
      assert.equal((await refusalOf(approve(shop, id, principal))).code, 'own_request')
      assert.equal((await refusalOf(declineOf(shop.ctx, principal, of(id), {}))).code, 'own_request')
    }
    const byHost = (actor?: { id: string; name: string }) => approvalOf(shop.ctx, HOST, of(id), { actor })
    assert.equal((await refusalOf(byHost({ id: 'theo', name: 'Somebody' }))).code, 'own_request')
    assert.equal((await refusalOf(byHost())).code, 'invalid_request', 'it has to say for whom')
    assert.equal((await refusalOf(approvalOf(shop.ctx, MAYA, of(id), { actor: { id: 'ruth', name: 'Ruth' } }))).code, 'invalid_request')
    assert.deepEqual(await shop.stripe.refunds(), [])
    assert.equal((await byHost({ id: 'ruth', name: 'Ruth' })).status, 'succeeded')
    assert.deepEqual((await shop.audit()).at(-2)?.actor, { name: 'Ruth', via: 'host' })
  })

  test('is checked again when it is approved, and keeps waiting where that is refused', async () => {
    const { shop, charge, payment, id } = await asked()
    await using _shop = shop
    await shop.stripe.refund(charge, 600)
    await shop.deliver()
    assert.deepEqual(await refusalOf(approve(shop, id)), { code: 'amount_exceeds_refundable', refundable: 400 })
    assert.equal((await rowOf(shop, MAYA, id))?.status, 'awaiting_approval')
    assert.equal((await shop.row(payment)).refundable, 0)

    const other = await shop.paid(1_000)
    const waiting = await shop.refund(other.payment, 500, { principal: theo() })
    await shop.stripe.dispute(other.charge)
    await shop.deliver()
    assert.equal((await refusalOf(approve(shop, waiting.id))).code, 'charge_disputed')
    assert.equal((await shop.stripe.refunds()).length, 1)
  })

  test('is declined with a note, which stays for who asked for it until they take it away', async () => {
    const { shop, payment, id } = await asked()
    await using _shop = shop
    const declined = await decline(shop, id, 'It was worn')
    assert.equal(declined.status, 'declined')
    await decline(shop, id, 'It was worn')
    const { approval, status } = (await rowOf(shop, theo({ permissions: [], approvalAbove: null }), id)) ?? {}
    assert.deepEqual(
      [status, approval],
      ['declined', { action: 'dismiss', expiresAt: null, declinedBy: { name: 'Maya', via: 'widget' }, declineNote: 'It was worn' }],
    )
    for (const principal of [MAYA, RUTH, HOST]) assert.equal(await rowOf(shop, principal, id), undefined)
    assert.equal((await shop.row(payment)).refundable, 1_000)
    assert.equal((await refusalOf(approve(shop, id))).code, 'not_awaiting_approval')
    const again = await shop.refund(payment, 500, { principal: theo(), key: 'key', note: 'Too small' })
    assert.equal(again.status, 'declined', 'its key gives what became of it')
    await withdraw(shop, id)
    await withdraw(shop, id)
    assert.equal(await rowOf(shop, theo(), id), undefined)
    assert.deepEqual(
      (await shop.audit()).slice(-1).map(({ action, actor, data }) => [action, actor.name, data['note']]),
      [['refund_declined', 'Maya', 'It was worn']],
    )
  })

  test('is withdrawn by who asked for it, and by nobody else', async () => {
    const { shop, payment, id } = await asked()
    await using _shop = shop
    assert.equal((await refusalOf(withdraw(shop, id, MAYA))).code, 'forbidden')
    await withdraw(shop, id)
    await withdraw(shop, id)
    assert.equal(await rowOf(shop, theo(), id), undefined)
    assert.equal((await shop.row(payment)).refundable, 1_000)
    assert.equal((await refusalOf(approve(shop, id))).code, 'not_awaiting_approval')
    assert.equal((await shop.audit()).at(-1)?.action, 'refund_withdrawn')
  })

  test('expires after seven days, and is not approved from that moment on', async () => {
    const { shop, payment, id } = await asked()
    await using _shop = shop
    await shop.pass(7 * DAYS - 60)
    await expireApprovals(shop.ctx)
    assert.equal((await rowOf(shop, MAYA, id))?.status, 'awaiting_approval')
    await shop.pass(60)
    assert.equal((await refusalOf(approve(shop, id))).code, 'not_awaiting_approval')
    await expireApprovals(shop.ctx)
    assert.equal((await shop.row(payment)).refundable, 1_000)
    const row = await rowOf(shop, theo(), id)
    assert.deepEqual([row?.status, row?.approval?.action, row?.approval?.declinedBy], ['declined', 'dismiss', null])
    assert.deepEqual((await shop.audit()).at(-1), { ...(await shop.audit()).at(-1), action: 'refund_approval_expired', amount: -500 })
    await withdraw(shop, id)
    assert.equal(await rowOf(shop, theo(), id), undefined)
  })

  test('has its whole time for Stripe’s answer from its approval on', async () => {
    const { shop, id } = await asked()
    await using _shop = shop
    await shop.pass(6 * DAYS)
    await shop.stripe.faults({ api: { failBefore: 1, method: 'POST' } })
    assert.equal((await approve(shop, id)).status, 'processing')
    await shop.stripe.faults({})
    await shop.pass(60)
    assert.equal((await shop.row(id)).status, 'succeeded')
    assert.equal((await shop.stripe.refunds()).length, 1)
  })

  test('is asked of Stripe once by many who approve it at once', async () => {
    const { shop, id } = await asked()
    await using _shop = shop
    const approvers = Array.from({ length: 8 }, (_, n) => person({ actor: { id: `manager_${n}`, name: 'M' }, permissions: ['approve'] }))
    const answers = await Promise.all(
      approvers.map((principal) =>
        approve(shop, id, principal).then(
          ({ status }) => status,
          () => 'refused',
        ),
      ),
    )
    assert.equal(answers.filter((answer) => answer === 'succeeded').length, 1)
    assert.equal((await shop.stripe.refunds()).length, 1)
  })

  test('is not what a refund is of that names it before it was approved: that has its own row, and nobody approves it besides', async () => {
    const { shop, charge, id } = await asked()
    await using _shop = shop
    await shop.stripe.refund(charge, 500, { metadata: { jeweltrak_refund_request: id } })
    await shop.deliver()
    const { payments, attention } = await shop.tab()
    assert.deepEqual(
      payments.slice(1).map(({ status, recordedBy }) => [status, recordedBy.via]),
      [['succeeded', 'stripe_dashboard']],
    )
    assert.deepEqual(
      attention.map(({ code }) => code),
      ['over_refunded'],
    )
    assert.equal((await refusalOf(approve(shop, id))).code, 'not_awaiting_approval')
  })
})

describe('what needs a second person', () => {
  const payOut = (shop: Shop, amount: number, principal: Principal) =>
    recordPayment(shop.ctx, principal, '1001', { method: 'cash', direction: 'out', amount }, randomUUID())
  const left = async (shop: Shop, principal: Principal) => {
    const { refundLeft, withoutApproval } = (await readTab(shop.ctx, principal, '1001')).permissions
    return [refundLeft, withoutApproval]
  }

  test('is counted over charges, refunds and payouts of 24 hours together, without what was approved', async () => {
    await using shop = await openShop()
    const [one, other] = [await shop.paid(1_000), await shop.paid(1_000)]
    const principal = theo()
    assert.equal((await shop.refund(one.payment, 60, { principal })).status, 'succeeded')
    await payOut(shop, 30, principal)
    assert.deepEqual(await left(shop, principal), [null, 10])
    const waiting = await shop.refund(other.payment, 11, { principal })
    assert.equal(waiting.status, 'awaiting_approval')
    assert.deepEqual(await left(shop, principal), [null, 0], 'what waits counts too')
    await approve(shop, waiting.id)
    assert.deepEqual(await left(shop, principal), [null, 10])
    assert.equal((await shop.refund(other.payment, 10, { principal })).status, 'succeeded')
    assert.equal((await shop.refund(other.payment, 1, { principal: person() })).status, 'succeeded', 'who has no limit')
    await shop.pass(DAYS - 60)
    assert.deepEqual(await left(shop, principal), [null, 0], 'a day’s edge changes nothing')
    await shop.pass(120)
    assert.deepEqual(await left(shop, principal), [null, 100])
  })

  test('is refused in the books', async () => {
    await using shop = await openShop()
    const cash = await recordPayment(shop.ctx, HOST, '1001', { method: 'cash', direction: 'in', amount: 101 }, null)
    assert.deepEqual(await refusalOf(payOut(shop, 101, theo())), { code: 'exceeds_permission', refundLeft: 100 })
    assert.deepEqual(await refusalOf(payOut(shop, 101, theo({ maxRefund: 50 }))), { code: 'exceeds_permission', refundLeft: 50 })
    assert.equal((await refusalOf(removePayment(shop.ctx, theo(), '1001', cash.id))).code, 'exceeds_permission')
    await payOut(shop, 100, theo())
  })

  test('is within maxRefund, which is checked first and counts what waits for as long as it does', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const principal = theo({ maxRefund: 300 })
    assert.equal((await refusalOf(shop.refund(payment, 301, { principal }))).code, 'exceeds_permission')
    const { id } = await shop.refund(payment, 300, { principal })
    await shop.pass(2 * DAYS)
    assert.deepEqual(await refusalOf(shop.refund(payment, 1, { principal })), { code: 'exceeds_permission', refundLeft: 0 })
    await withdraw(shop, id)
    assert.equal((await shop.refund(payment, 300, { principal })).status, 'awaiting_approval')
  })
})
