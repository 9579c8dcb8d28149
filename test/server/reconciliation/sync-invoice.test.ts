import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { asApiError } from '../../../server/http/as-api-error.ts'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { compareCharge } from '../../../server/sync/compare-charge.ts'
import { syncInvoice } from '../../../server/reconciliation/sync-invoice.ts'
import type { GatewayCtx } from '../../../server/stripe/gateway-ctx.ts'
import { HOST, openShop, refusalOf, type Shop } from '../../support/shop.ts'

describe('“Sync now”', () => {
  test('finds that all matches, and says so in the tab', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.refund(payment, 300)
    const { version } = await shop.tab()
    const result = await syncInvoice(shop.ctx, HOST, '1001')
    assert.partialDeepStrictEqual(result, { matches: true, difference: 0, recorded: 0 })
    const tab = await shop.tab()
    assert.deepEqual(tab.sync, { checkedAt: result.checkedAt, matches: true, difference: 0, changedSince: false })
    assert.ok(tab.version > version)
  })

  test('is out of date once something of Stripe’s changes after it, and not by what is only in the books', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(5_000)
    const isOutdated = async (): Promise<boolean | undefined> => (await shop.tab()).sync?.changedSince
    await syncInvoice(shop.ctx, HOST, '1001')
    await recordPayment(shop.ctx, HOST, '1001', { method: 'cash', amount: 100, direction: 'in' }, null)
    assert.equal(await isOutdated(), false)
    await shop.refund(payment, 1_000)
    assert.equal(await isOutdated(), true)
    await syncInvoice(shop.ctx, HOST, '1001')
    assert.equal(await isOutdated(), false)
    await shop.paid(300)
    assert.equal(await isOutdated(), true)
  })

  test('records a refund whose every event was lost, and a dispute', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 300)
    await shop.stripe.dispute(charge, { inquiry: true })
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: true, difference: 0, recorded: 2 })
    const tab = await shop.tab()
    assert.deepEqual([tab.invoice.paid, tab.disputes.length], [700, 1])
    assert.partialDeepStrictEqual(
      (await shop.audit()).find((entry) => entry.refund === refund),
      { action: 'stripe_refund_recorded', actor: { via: 'stripe_dashboard' }, data: { foundBy: 'reconciliation' } },
    )
  })

  test('brings a refund that is behind to Stripe’s state', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const refund = await shop.stripe.refund(charge, 300, { outcome: 'pending' })
    await shop.deliver()
    await shop.stripe.moveRefund(refund, { status: 'failed', failureReason: 'declined' })
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: true, recorded: 1 })
    assert.equal((await shop.tab()).invoice.paid, 1_000)
  })

  test('says that it does not match where a state can’t be brought back, with the difference, and who should look', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await shop.db.updateTable('payments').set({ status: 'failed' }).where('kind', '=', 'refund').execute()
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: false, difference: -300, recorded: 0 })
    assert.partialDeepStrictEqual((await shop.tab()).attention, [{ code: 'difference', charge: null, payment: null }])
  })

  test('keeps the time since when it differs, however often it is looked at, until it matches', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    const spoil = (status: 'failed' | 'succeeded') => shop.db.updateTable('payments').set({ status }).where('kind', '=', 'refund').execute()
    const since = async (): Promise<string[]> => (await shop.tab()).attention.map((item) => item.since)
    await spoil('failed')
    const syncLater = async (): Promise<void> => {
      await shop.pass(3600)
      await syncInvoice(shop.ctx, HOST, '1001')
    }
    await syncLater()
    const first = await since()
    assert.equal(first.length, 1)
    await syncLater()
    assert.deepEqual(await since(), first)
    await spoil('succeeded')
    await syncLater()
    assert.deepEqual(await since(), [])
    await spoil('failed')
    await syncLater()
    const [again] = await since()
    assert.ok(again !== undefined && again !== first[0], 'it differs anew')
  })

  test('goes on differing where it is checked while a refund’s answer is unknown, and until that is known', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await shop.db.updateTable('payments').set({ status: 'failed' }).where('kind', '=', 'refund').execute()
    await syncInvoice(shop.ctx, HOST, '1001')
    const before = (await shop.tab()).attention
    assert.partialDeepStrictEqual(before, [{ code: 'difference' }])
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
    await shop.refund(payment, 100)
    await shop.stripe.faults({})
    await syncInvoice(shop.ctx, HOST, '1001')
    assert.deepEqual((await shop.tab()).attention, before)
  })

  test('never takes equal sums for a match', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 300)
    await shop.deliver()
    await shop.db.updateTable('payments').set({ status: 'failed' }).where('kind', '=', 'refund').execute()
    const row = await shop.db.selectFrom('payments').selectAll().where('kind', '=', 'refund').executeTakeFirstOrThrow()
    await shop.db
      .insertInto('payments')
      .values({ ...row, id: 'pay_phantom', refund: 're_phantom', status: 'succeeded' })
      .execute()
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: false, difference: 0, recorded: 0 })
  })

  test('does not match while an answer is unknown, though nothing differs', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
    await shop.refund(payment, 300)
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: false, difference: 0, recorded: 0 })
  })

  test('needs no person for an answer that is only unknown', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failBefore: 1, status: 500 } })
    await shop.refund(payment, 300)
    await syncInvoice(shop.ctx, HOST, '1001')
    assert.deepEqual((await shop.tab()).attention, [])
  })

  test('does not match while a charge in another currency waits for a person, though nothing differs', async () => {
    await using shop = await openShop()
    await shop.paid(1_000)
    await shop.stripe.pay('1001', 500, { currency: 'eur' })
    await shop.deliver()
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: false, difference: 0 })
    assert.deepEqual(
      (await shop.tab()).attention.map(({ code }) => code),
      ['currency_mismatch'],
    )
  })

  test('takes no refund for a difference that is made while another charge of the invoice is being read', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const other = await shop.paid(500)
    let refunded = false
    const busy: GatewayCtx = {
      ...shop.ctx,
      gateway: {
        ...shop.ctx.gateway,
        async listDisputes(account, charge) {
          if (charge === other.charge && !refunded) {
            refunded = true
            await shop.refund(payment, 300)
          }
          return shop.ctx.gateway.listDisputes(account, charge)
        },
      },
    }
    assert.partialDeepStrictEqual(await syncInvoice(busy, HOST, '1001'), { matches: true, difference: 0, recorded: 0 })
    assert.deepEqual((await shop.tab()).attention, [])
  })

  test('finds a refund whose answer was lost, and closes its request', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    await shop.stripe.faults({ api: { method: 'POST', failAfter: 1, status: 500 } })
    const row = await shop.refund(payment, 300)
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: true, difference: 0, recorded: 1 })
    assert.equal((await shop.row(row.id)).status, 'succeeded')
  })

  test('reads every page of a charge’s refunds', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    for (let refund = 0; refund < 105; refund += 1) await shop.stripe.refund(charge, 1)
    assert.partialDeepStrictEqual(await syncInvoice(shop.ctx, HOST, '1001'), { matches: true, recorded: 105 })
    assert.equal((await shop.tab()).invoice.paid, 895)
  })

  test('reads no further page of a charge’s refunds once another has its lease', async () => {
    await using shop = await openShop({
      spoil: (real) => ({
        ...real,
        listRefunds: (account, charge, beforeNextPage) =>
          real.listRefunds(account, charge, async () => {
            await shop.db
              .updateTable('charges')
              .set({ lease: 'another’s', lease_until: sql`now() + interval '1 hour'` })
              .execute()
            await beforeNextPage?.()
          }),
      }),
    })
    const { charge } = await shop.paid(1_000)
    for (let refund = 0; refund < 105; refund += 1) await shop.stripe.refund(charge, 1)
    await shop.stripe.newRequests()
    await assert.rejects(syncInvoice(shop.ctx, HOST, '1001'), (error) => asApiError(error).code === 'stripe_unavailable')
    assert.equal((await shop.stripe.newRequests()).filter(({ path }) => path === '/v1/refunds').length, 1)
  })

  test('is refused where Stripe can’t be read, and for an invoice that is not there', async () => {
    await using shop = await openShop()
    await shop.paid(1_000)
    await shop.stripe.faults({ api: { failBefore: 1, status: 500 } })
    assert.equal((await refusalOf(syncInvoice(shop.ctx, HOST, '1001'))).code, 'stripe_unavailable')
    assert.equal((await shop.tab()).sync, null)
    assert.equal((await refusalOf(syncInvoice(shop.ctx, HOST, '9999'))).code, 'not_found')
  })

  test('is refused as Stripe that can’t be read where its turn is lost to another while Stripe is slow', async () => {
    let db: Shop['db'] | undefined
    await using shop = await openShop({
      spoil: (real) => ({
        ...real,
        async getCharge(account, id) {
          await db
            ?.updateTable('charges')
            .set({ lease: 'another’s', lease_until: new Date(Date.now() + 60_000) })
            .execute()
          return real.getCharge(account, id)
        },
      }),
    })
    await shop.paid(1_000)
    db = shop.db
    await assert.rejects(syncInvoice(shop.ctx, HOST, '1001'), (error) => asApiError(error).code === 'stripe_unavailable')
  })

  test('is refused, and calls no person, where another call about a charge takes too long', async () => {
    await using shop = await openShop()
    await shop.paid(1_000)
    await shop.db
      .updateTable('charges')
      .set({ lease: 'lease_other', lease_until: new Date(Date.now() + 60_000) })
      .execute()
    assert.equal((await refusalOf(syncInvoice(shop.ctx, HOST, '1001'))).code, 'stripe_unavailable')
    const tab = await shop.tab()
    assert.deepEqual([tab.sync, tab.attention], [null, []])
    assert.equal((await shop.waiting()).length, 1, 'it is compared later')
  })

  test('does not match where Stripe does not know a charge of ours, and is not fetched for ever', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    const ignorant: GatewayCtx = { ...shop.ctx, gateway: { ...shop.ctx.gateway, getCharge: () => Promise.resolve(null) } }
    assert.partialDeepStrictEqual(await syncInvoice(ignorant, HOST, '1001'), { matches: false })
    assert.equal(await compareCharge(ignorant, { store: 'default', id: charge }), null)
    assert.deepEqual(await shop.waiting(), [])
  })
})
