import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAudit } from '../../../server/audit/read-audit.ts'
import { HOST, openShop, refusalOf } from '../../support/shop.ts'

test('The audit log is read page by page, newest first, each entry once; the last page names no next, also where it is full', async () => {
  await using shop = await openShop()
  for (let total = 1; total < 6; total += 1) await shop.put('1001', { total })
  const all = (await shop.audit()).map(({ id }) => id).toReversed()
  assert.equal(all.length, 6)
  for (const limit of [1, 2, 3, 4, 6, 7]) {
    const sizes: number[] = []
    const read: string[] = []
    for (let cursor: string | null = null, more = true; more;) {
      const page = await readAudit(shop.ctx, HOST, '1001', { cursor, limit })
      sizes.push(page.entries.length)
      read.push(...page.entries.map(({ id }) => id))
      cursor = page.next
      more = cursor !== null
    }
    assert.deepEqual(read, all)
    const whole = Math.ceil(all.length / limit)
    assert.equal(sizes.length, whole, `${limit} to a page: ${sizes.join(', ')}`)
  }
  assert.equal((await refusalOf(readAudit(shop.ctx, HOST, '9999', { cursor: null, limit: 1 }))).code, 'not_found')
})
