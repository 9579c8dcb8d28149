import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTurns } from '../../../server/database/turns.ts'
import { DatabaseUnavailable } from '../../../server/database/unavailable.ts'

describe('turns about an invoice', () => {
  test('are taken in the order in which they were asked for, what records ahead of the others', async () => {
    const turns = createTurns({ atOnce: 1, maxWait: 60_000 })
    const done: string[] = []
    const first = Promise.withResolvers<void>()
    const work = (name: string) => async (): Promise<void> => void done.push(name)
    const all = [
      turns.take('default', '1001', () => first.promise),
      turns.take('default', '1001', work('reserves')),
      turns.take('default', '1001', work('reserves too')),
      turns.ahead.take('default', '1001', work('records')),
      turns.ahead.ahead.take('default', '1001', work('records too')),
      turns.take('default', '1002', work('is of another invoice')),
    ]
    await all.at(-1)
    assert.deepEqual(done, ['is of another invoice'])
    first.resolve()
    await Promise.all(all)
    assert.deepEqual(done, ['is of another invoice', 'records', 'records too', 'reserves', 'reserves too'])
  })

  test('that do not come in time are given up, and hold up nobody after them', async () => {
    const turns = createTurns({ atOnce: 1, maxWait: 1 })
    const first = Promise.withResolvers<void>()
    const held = turns.take('default', '1001', () => first.promise)
    await assert.rejects(
      turns.take('default', '1001', async () => {}),
      DatabaseUnavailable,
    )
    await assert.rejects(
      turns.ahead.take('default', '1001', async () => {}),
      DatabaseUnavailable,
    )
    first.resolve()
    await held
    assert.equal(await turns.take('default', '1001', async () => 'done'), 'done')
  })
})
