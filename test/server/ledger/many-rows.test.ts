import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { recordPayment } from '../../../server/ledger/record-payment.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { HOST, openShop, person, refusalOf } from '../../support/shop.ts'

const CASH = { method: 'cash', amount: 100, direction: 'in' } as const

test('an invoice takes a thousand entries of the books; what was recorded is answered again, and Stripe’s payments still come in', async () => {
  await using shop = await openShop()
  const { id } = await recordPayment(shop.ctx, person(), '1001', CASH, 'the first')
  await sql`insert into payments (id, store, invoice, kind, method, amount, currency, status, via)
    select 'pay_' || n, 'default', '1001', 'book', 'cash', 1, 'usd', 'succeeded', 'host' from generate_series(2, 1000) n`.execute(shop.db)
  assert.deepEqual(await refusalOf(recordPayment(shop.ctx, HOST, '1001', CASH, null)), { code: 'too_many_rows' })
  assert.equal((await recordPayment(shop.ctx, person(), '1001', CASH, 'the first')).id, id)
  const { payment } = await shop.paid(50_00)
  assert.equal((await shop.row(payment)).amount, 50_00)
  await removePayment(shop.ctx, HOST, '1001', 'pay_2')
  assert.equal((await recordPayment(shop.ctx, HOST, '1001', CASH, null)).amount, 100)
})
