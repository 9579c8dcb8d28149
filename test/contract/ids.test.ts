/** What the compiler refuses: each line that it has to refuse says so, and types fail where it does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccountId, ChargeId, InvoiceId, PaymentId, RefundId, StoreId } from '../../server/contract/ids.ts'

test('An id of one kind is not taken for one of another, and text for any', () => {
  const ids: [StoreId, InvoiceId, PaymentId, ChargeId, RefundId, AccountId] = ['default', '1001', 'pay_1', 'ch_1', 're_1', 'acct_1']
  const [store, invoice, payment, charge, refund, account] = ids
  const find = (of: StoreId, id: ChargeId): string => `${of} ${id}`
  assert.equal(find(store, charge), 'default ch_1')
  // @ts-expect-error swapped
  find(charge, store)
  // @ts-expect-error a refund is no charge
  find(store, refund)
  // @ts-expect-error nor is a row of the books
  find(store, payment)
  // @ts-expect-error an invoice is no store
  find(invoice, charge)
  // @ts-expect-error nor is its account at Stripe
  find(account, charge)
})
