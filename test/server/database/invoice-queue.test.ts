import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createInvoiceQueue } from '../../../server/database/invoice-queue.ts'
import { DatabaseUnavailable } from '../../../server/database/unavailable.ts'

describe('transactions about an invoice', () => {
  test('are begun in the order in which they were asked for, those that record ahead of the others', async () => {
    const queue = createInvoiceQueue({ atOnce: 1, maxWait: 60_000 })
    const done: string[] = []
    const first = Promise.withResolvers<void>()
    const work = (name: string) => async (): Promise<void> => void done.push(name)
    const all = [
      queue.run('default', '1001', () => first.promise),
      queue.run('default', '1001', work('reserves')),
      queue.run('default', '1001', work('reserves too')),
      queue.ahead.run('default', '1001', work('records')),
      queue.ahead.ahead.run('default', '1001', work('records too')),
      queue.run('default', '1002', work('is of another invoice')),
    ]
    await all.at(-1)
    assert.deepEqual(done, ['is of another invoice'])
    first.resolve()
    await Promise.all(all)
    assert.deepEqual(done, ['is of another invoice', 'records', 'records too', 'reserves', 'reserves too'])
  })

  test('that could not begin in time are given up, and hold up nobody after them', async () => {
    const queue = createInvoiceQueue({ atOnce: 1, maxWait: 1 })
    const first = Promise.withResolvers<void>()
    const held = queue.run('default', '1001', () => first.promise)
    await assert.rejects(
      queue.run('default', '1001', async () => {}),
      DatabaseUnavailable,
    )
    await assert.rejects(
      queue.ahead.run('default', '1001', async () => {}),
      DatabaseUnavailable,
    )
    first.resolve()
    await held
    assert.equal(await queue.run('default', '1001', async () => 'done'), 'done')
  })
})
