import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { BOOK_METHODS } from '../../../server/contract/choices.ts'
import { PutInvoice, type RecordBookPayment } from '../../../server/contract/requests.ts'
import type { Invoice } from '../../../server/contract/tab.ts'
import { removePayment } from '../../../server/ledger/remove-payment.ts'
import { invoiceOf, paymentOf } from '../../support/answers.ts'
import { HOST, openShop, person, refusalOf, type Shop } from '../../support/shop.ts'

const record = (shop: Shop, body: Partial<RecordBookPayment>, key: string | null = null, invoice = '1001') =>
  paymentOf(shop.ctx, person(), invoice, { method: 'cash', amount: 500, direction: 'in', ...body }, key)

describe('a book entry', () => {
  for (const method of BOOK_METHODS) {
    test(`of ${method} is counted, may be removed, and both are in the audit log`, async () => {
      await using shop = await openShop()
      const row = await record(shop, { method, note: 'At the counter' })
      assert.partialDeepStrictEqual(row, {
        method,
        amount: 500,
        status: 'succeeded',
        note: 'At the counter',
        recordedBy: { name: 'Robin', via: 'widget' },
        action: 'remove',
        blockedBy: null,
        charge: null,
        refundable: null,
        refunded: null,
        lost: null,
        fee: null,
        card: null,
      })
      assert.equal((await shop.tab()).invoice.paid, 500)
      await removePayment(shop.ctx, HOST, '1001', row.id)
      await removePayment(shop.ctx, HOST, '1001', row.id)
      assert.deepEqual([(await shop.tab()).payments, (await shop.tab()).invoice.paid], [[], 0])
      const entries = (await shop.audit()).slice(1)
      assert.partialDeepStrictEqual(entries, [
        { action: 'payment_recorded', actor: { name: 'Robin', via: 'widget' }, payment: row.id, amount: 500 },
        { action: 'payment_removed', actor: { name: null, via: 'host' }, payment: row.id, amount: 500 },
      ])
      assert.equal(entries.length, 2)
    })
  }

  test('may pay out', async () => {
    await using shop = await openShop()
    assert.equal((await record(shop, { direction: 'out' })).amount, -500)
    assert.partialDeepStrictEqual((await shop.tab()).invoice, { paid: -500, balance: 100_500 })
  })

  test('is made once for one idempotency key, also at the same moment', async () => {
    await using shop = await openShop()
    const rows = await Promise.all([1, 2, 3].map(() => record(shop, {}, 'k')))
    assert.equal(new Set(rows.map((row) => row.id)).size, 1)
    assert.equal((await shop.tab()).payments.length, 1)
    assert.equal((await refusalOf(record(shop, { amount: 501 }, 'k'))).code, 'idempotency_key_reused')
    assert.equal((await refusalOf(record(shop, { direction: 'out' }, 'k'))).code, 'idempotency_key_reused')
  })

  test('is refused in the order of the codes', async () => {
    await using shop = await openShop()
    await shop.put('1002', { currency: 'isk' })
    await record(shop, {}, 'known')
    const code = async (...call: Parameters<typeof record> extends [Shop, ...infer Rest] ? Rest : never): Promise<string> =>
      (await refusalOf(record(shop, ...call))).code
    assert.equal(await code({}, null, '9999'), 'not_found')
    assert.equal(await code({ amount: 150 }, null, '1002'), 'invalid_request')
    assert.equal(await code({ amount: 0 }), 'amount_not_positive')
    assert.equal(await code({ amount: -500 }), 'amount_not_positive')
    assert.equal(await code({ replaces: 'pay_none', amount: 0 }), 'not_found')
    await shop.put('1001', { status: 'voided' })
    assert.equal(await code({ amount: 0 }), 'invoice_voided')
    assert.equal(await code({ amount: 1 }, 'known'), 'idempotency_key_reused')
    assert.equal(await code({ replaces: 'pay_none' }), 'not_found')
    assert.equal((await record(shop, {}, 'known')).amount, 500, 'a known key with the same body is answered before')
  })
})

describe('an invoice', () => {
  test('that is voided takes no more entries, but what Stripe reports is always recorded', async () => {
    await using shop = await openShop()
    const { charge, payment } = await shop.paid(1_000)
    await shop.put('1001', { status: 'voided' })
    assert.equal((await refusalOf(record(shop, {}))).code, 'invoice_voided')
    await shop.refund(payment, 100)
    await shop.stripe.refund(charge, 200)
    await shop.stripe.pay('1001', 50)
    await shop.deliver()
    assert.equal((await shop.tab()).invoice.paid, 750)
  })

  test('can’t change its currency once it has payments; one that was removed counts no more', async () => {
    await using shop = await openShop()
    const row = await record(shop, {})
    assert.equal((await refusalOf(shop.put('1001', { currency: 'eur' }))).code, 'currency_fixed')
    await shop.put('1001', { total: 5 })
    await removePayment(shop.ctx, HOST, '1001', row.id)
    await shop.put('1001', { currency: 'eur' })
    assert.equal((await shop.tab()).invoice.currency, 'eur')
  })

  test('that is put again as it is notifies nobody', async () => {
    await using shop = await openShop()
    const { version } = await shop.tab()
    await shop.put()
    assert.deepEqual([(await shop.tab()).version, (await shop.audit()).length], [version, 1])
    await shop.put('1001', { customer: { name: 'Kim' } })
    assert.partialDeepStrictEqual(await shop.tab(), { version: version + 1, invoice: { customer: { name: 'Kim', email: null } } })
  })
})

test('An invoice is given back as it was put, and a member that is left out is cleared', async () => {
  await using shop = await openShop()
  const whole = {
    number: 'A-17',
    currency: 'eur',
    total: 12_345,
    status: 'open',
    customer: { name: 'Kim', email: 'kim@example.com' },
  } as const
  const facts = ({ number, currency, total, status, customer }: Invoice) => ({ number, currency, total, status, customer })
  assert.deepEqual(facts(await invoiceOf(shop.ctx, HOST, '2001', whole)), whole)
  assert.deepEqual(facts((await shop.tab('2001')).invoice), whole)
  const { customer: _customer, ...rest } = whole
  assert.deepEqual(facts(await invoiceOf(shop.ctx, HOST, '2001', { ...rest, customer: { name: 'Kim' } })).customer, {
    name: 'Kim',
    email: null,
  })
})

describe('a customer’s address, which is only shown', () => {
  const addresses: readonly (readonly [string | null, string | null])[] = [
    ['jürgen@müller.example', 'jürgen@müller.example'],
    ['a..b@carrier.example', 'a..b@carrier.example'],
    ['dot.@carrier.example', 'dot.@carrier.example'],
    ['asked for at the counter', 'asked for at the counter'],
    ['', null],
    [' ', null],
    [null, null],
  ]
  for (const [sent, kept] of addresses)
    test(`is taken as it is: ${JSON.stringify(sent)}`, async () => {
      await using shop = await openShop()
      const body = PutInvoice.parse({ number: '7', currency: 'usd', total: 1, customer: { name: 'Kim', email: sent } })
      assert.deepEqual((await invoiceOf(shop.ctx, HOST, '7', body)).customer, { name: 'Kim', email: kept })
    })

  test('may be missing together with the customer', async () => {
    await using shop = await openShop()
    const body = PutInvoice.parse({ number: '7', currency: 'usd', total: 1, customer: null })
    assert.equal((await invoiceOf(shop.ctx, HOST, '7', body)).customer, null)
  })

  test('is at most 254 characters long', () =>
    assert.equal(
      PutInvoice.safeParse({ number: '7', currency: 'usd', total: 1, customer: { name: 'Kim', email: 'x'.repeat(255) } }).success,
      false,
    ))
})

describe('a Stripe row is never removed', () => {
  test('by the operation', async () => {
    await using shop = await openShop()
    const { payment } = await shop.paid(1_000)
    const refund = await shop.refund(payment, 100)
    for (const id of [payment, refund.id])
      assert.equal((await refusalOf(removePayment(shop.ctx, HOST, '1001', id))).code, 'stripe_row_not_removable')
    assert.equal((await refusalOf(removePayment(shop.ctx, HOST, '1001', 'pay_none'))).code, 'not_found')
    await shop.put('1002')
    assert.equal((await refusalOf(removePayment(shop.ctx, HOST, '1002', payment))).code, 'not_found')
  })
})

describe('the database refuses by itself', () => {
  const statements: [string, string][] = [
    ['to delete an audit entry', `delete from audit_entries`],
    ['to edit an audit entry', `update audit_entries set amount = 1`],
    ['to empty the audit log', `truncate audit_entries`],
    ['to delete a charge’s row', `delete from payments where kind = 'charge'`],
    ['to delete a refund’s row', `delete from payments where kind = 'refund'`],
    ['to empty the payments', `truncate payments cascade`],
    ['to mark a charge’s row removed', `update payments set removed_at = now() where kind = 'charge'`],
    ['to mark a refund’s row removed', `update payments set removed_at = now() where kind = 'refund'`],
    ['to change what a refund was of', `update payments set amount = amount - 1 where kind = 'refund'`],
    ['to move a row to another invoice', `update payments set invoice = '1002'`],
    ['to give a row another refund', `update payments set refund = 're_other' where kind = 'refund'`],
    [
      'to make a Stripe row a book row',
      `update payments set kind = 'book', charge = null, refund = null, method = 'cash' where kind = 'refund'`,
    ],
    [
      'to have two rows for one refund',
      `insert into payments (id, store, invoice, kind, method, amount, currency, status, recorded_at, via, charge, refund) select 'pay_second', store, invoice, kind, method, amount, currency, status, recorded_at, via, charge, refund from payments where kind = 'refund'`,
    ],
    [
      'to have two rows for one charge',
      `insert into payments (id, store, invoice, kind, method, amount, currency, status, recorded_at, via, charge) select 'pay_second', store, invoice, kind, method, amount, currency, status, recorded_at, via, charge from payments where kind = 'charge'`,
    ],
    [
      'to record one refund twice in the log',
      `insert into audit_entries (store, invoice, action, at, via, refund) select store, invoice, action, at, via, refund from audit_entries where action = 'stripe_refund_recorded'`,
    ],
    ['to show a removed row as never removed', `update payments set removed_at = null where removed_at is not null`],
  ]
  test('what would rewrite the books', async (t) => {
    await using shop = await openShop()
    await shop.put('1002')
    const { payment } = await shop.paid(1_000)
    await shop.refund(payment, 100)
    await removePayment(shop.ctx, HOST, '1001', (await record(shop, {})).id)
    const state = async () =>
      JSON.stringify([
        await shop.db.selectFrom('payments').selectAll().orderBy('id').execute(),
        await shop.db.selectFrom('audit_entries').selectAll().orderBy('id').execute(),
      ])
    const before = await state()
    for (const [name, statement] of statements) {
      await t.test(name, async () => {
        await assert.rejects(sql.raw(statement).execute(shop.db), { code: /^23/ })
        assert.equal(await state(), before)
      })
    }
  })
})
