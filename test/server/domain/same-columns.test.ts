/** Whether two rows say the same in a column, of which they have another. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sameColumns, type Value } from '../../../server/domain/same-columns.ts'

const CASES: readonly (readonly [string, Value, Value, boolean])[] = [
  ['a text twice', 'a', 'a', true],
  ['two texts', 'a', 'b', false],
  ['two numbers', 1, 2, false],
  ['a number and its text', 1, '1', false],
  ['nothing twice', null, null, true],
  ['nothing and false', null, false, false],
  ['two dates of one moment', new Date(5), new Date(5), true],
  ['two dates of two moments', new Date(5), new Date(6), false],
  ['a date and nothing', new Date(5), null, false],
  ['a date and its number', new Date(5), 5, false],
]

describe('Two rows with', () => {
  for (const [what, one, other, same] of CASES)
    test(`${what} are ${same ? 'the same' : 'not the same'}, whatever is in columns that don’t count`, () => {
      const before = { id: 1, value: one, seen: 1 }
      const after = { id: 1, value: other, seen: 2 }
      assert.equal(sameColumns(before, after, ['id', 'value']), same)
      assert.equal(sameColumns(before, after, ['value', 'id']), same)
    })
})
