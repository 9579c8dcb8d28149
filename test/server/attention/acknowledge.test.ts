/** What a person acknowledges is what that person saw: more of it needs a person again. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { isClean } from '../../../server/domain/reconciliation-report.ts'
import { listAllAttention } from '../../../server/attention/list.ts'
import { reconcileStore } from '../../../server/reconciliation/reconcile-store.ts'
import { acknowledgeAttention } from '../../../server/attention/acknowledge.ts'
import { until } from '../../support/until.ts'
import { openShop, refusalOf, type Shop } from '../../support/shop.ts'

async function onlyItem(shop: Shop, code: string): Promise<string> {
  const ids = (await listAllAttention(shop.ctx)).filter((item) => item.code === code && item.acknowledgeable).map(({ id }) => id)
  assert.equal(ids.length, 1, `${code}: ${ids.join(', ')}`)
  return ids[0] ?? assert.fail(`${code} can’t be acknowledged`)
}

const acknowledge = (shop: Shop, id: string): Promise<void> => acknowledgeAttention(shop.ctx, { id, store: null })

async function lose(shop: Shop, charge: string, amount: number): Promise<void> {
  await shop.stripe.moveDispute(await shop.stripe.dispute(charge, { amount }), { status: 'lost' })
  await shop.deliver()
}

describe('an attention item that a person acknowledged', () => {
  test('can’t be acknowledged by the id it had before more was lost', async () => {
    await using shop = await openShop()
    const { charge } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 800)
    await lose(shop, charge, 300)
    const seen = await onlyItem(shop, 'over_refunded')
    const [{ since } = { since: null }] = await listAllAttention(shop.ctx)
    await lose(shop, charge, 400)
    assert.equal((await refusalOf(acknowledge(shop, seen))).code, 'not_found')
    assert.deepEqual(
      (await listAllAttention(shop.ctx)).map((item) => item.since),
      [since],
    )
    await acknowledge(shop, await onlyItem(shop, 'over_refunded'))
    assert.deepEqual(await listAllAttention(shop.ctx), [])
  })

  test('can’t be acknowledged by the id it had before its dispute was reopened, so that no refund goes out', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    const dispute = await shop.stripe.dispute(charge, { amount: 900, currency: 'eur', inquiry: true })
    await shop.stripe.moveDispute(dispute, { status: 'warning_closed' })
    await shop.deliver()
    const seen = await onlyItem(shop, 'currency_mismatch')
    await shop.stripe.moveDispute(dispute, { status: 'warning_needs_response' })
    await shop.deliver()
    assert.equal((await refusalOf(acknowledge(shop, seen))).code, 'not_found')
    assert.partialDeepStrictEqual(await shop.row(payment), { refundable: 0, blockedBy: 'disputed' })
  })

  test('is in the audit log of the invoice', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.stripe.refund(charge, 800)
    await lose(shop, charge, 300)
    await acknowledge(shop, await onlyItem(shop, 'over_refunded'))
    assert.partialDeepStrictEqual((await shop.audit()).at(-1), {
      action: 'attention_acknowledged',
      actor: { name: null, via: 'host' },
      payment,
      charge,
      data: { code: 'over_refunded', remaining: -100 },
    })
  })

  for (const code of ['currency_mismatch', 'over_refunded'] as const) {
    test(`is acknowledged for a charge whose invoice is not known too (${code})`, async () => {
      await using shop = await openShop()
      const charge = await shop.stripe.pay('9999', 1_000)
      await shop.deliver()
      if (code === 'over_refunded') {
        await shop.stripe.refund(charge, 800)
        await lose(shop, charge, 300)
      } else {
        await shop.stripe.dispute(charge, { amount: 900, currency: 'eur' })
        await shop.deliver()
      }
      await acknowledge(shop, await onlyItem(shop, code))
      assert.deepEqual(
        (await listAllAttention(shop.ctx)).map((item) => item.code),
        ['unmatched'],
      )
    })
  }

  test('leaves reconciliations clean where it was a payment in another currency', async () => {
    await using shop = await openShop()
    await shop.stripe.pay('1001', 1_000, { currency: 'eur' })
    await shop.deliver()
    const reconcile = () => reconcileStore(shop.ctx, 'default', { everything: true, onProgress: () => {} })
    const before = await reconcile()
    assert.deepEqual([before && isClean(before), before?.charges.unexplained.count], [false, 1])
    await acknowledge(shop, await onlyItem(shop, 'currency_mismatch'))
    assert.partialDeepStrictEqual((await shop.audit()).at(-1), { action: 'attention_acknowledged', data: { code: 'currency_mismatch' } })
    const after = await reconcile()
    assert.deepEqual([after && isClean(after), after?.charges.matched], [true, { count: 1, amounts: { eur: 1_000 } }])
  })

  test('says nothing of another mismatch: a charge whose invoice comes in a third currency is opened anew', async () => {
    await using shop = await openShop()
    const charge = await shop.stripe.pay('9999', 1_000)
    await shop.stripe.dispute(charge, { amount: 900, currency: 'eur' })
    await shop.deliver()
    await acknowledge(shop, await onlyItem(shop, 'currency_mismatch'))
    const report = await reconcileStore(shop.ctx, 'default', { everything: true, onProgress: () => {} })
    assert.deepEqual([report?.charges.unexplained.count, report?.charges.matched.count], [1, 0])
    await shop.put('9999', { currency: 'gbp' })
    await onlyItem(shop, 'currency_mismatch')
    assert.partialDeepStrictEqual((await shop.tab('9999')).attention, [{ code: 'currency_mismatch', charge }])
  })

  test('is acknowledged while the host writes the invoice that shows it, and neither fails', async () => {
    await using shop = await openShop()
    await shop.stripe.pay('1001', 1_000, { currency: 'eur' })
    await shop.deliver()
    const item = await onlyItem(shop, 'currency_mismatch')
    const [invoiceIsHeld, chargeIsWanted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    // Locks in the order in which an invoice is written, with time in between.
    const writing = shop.db.transaction().execute(async (tx) => {
      await tx.selectFrom('invoices').select('id').where('id', '=', '1001').forUpdate().execute()
      invoiceIsHeld.resolve()
      await chargeIsWanted.promise
      await tx.selectFrom('charges').select('id').where('claimed_invoice', '=', '1001').forUpdate().execute()
    })
    await invoiceIsHeld.promise
    const acknowledging = acknowledge(shop, item)
    await until(() => waitsForALock(shop))
    chargeIsWanted.resolve()
    await Promise.all([writing, acknowledging])
    assert.deepEqual(await listAllAttention(shop.ctx), [])
  })
})

/** Whether somebody waits for somebody else's lock in this database. */
async function waitsForALock(shop: Shop): Promise<boolean> {
  const { rows } = await sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    shop.db,
  )
  return rows.length > 0
}
