/** Whom the desk is told by: what needs a person may be on no tab that changed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAttention } from '../../../server/attention/queries.ts'
import type { Change } from '../../../server/database/news.ts'
import { touchInvoice, transaction } from '../../../server/database/transactions.ts'
import { openShop } from '../../support/shop.ts'

test('What needs a person and is on no tab is told of its store, once it is committed; what is on one is told of its invoice', async () => {
  await using shop = await openShop()
  const told: Change[] = []
  const books = { ...shop.ctx, news: { tell: (changes: readonly Change[]) => void told.push(...changes), told: () => Promise.resolve() } }
  await transaction(books, async (tx) => {
    await openAttention(tx, { store: 'default', code: 'notifications_dead' })
    assert.deepEqual(told, [])
  })
  assert.deepEqual(told.splice(0), [{ store: 'default', invoice: null }])
  await transaction(books, async (tx) => {
    await openAttention(tx, { store: 'default', code: 'difference', invoice: '1001' })
    touchInvoice(tx, 'default', '1001')
  })
  assert.deepEqual(told, [{ store: 'default', invoice: '1001' }])
})
