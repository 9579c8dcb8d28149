import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isCountable } from '../../../server/domain/balance.ts'

const MOST = Number.MAX_SAFE_INTEGER

describe('Amounts that add up', () => {
  for (const [what, amounts, isExact] of [
    ['to nothing', [], true],
    ['to the most that JSON carries exactly', [MOST - 1, 1], true],
    ['to one more', [MOST, 1], false],
    ['to it only by what goes out', [MOST, -1], false],
    ['to far more', [MOST, MOST, MOST], false],
  ] as const)
    test(`${what}: ${isExact ? 'countable' : 'not countable'}`, () => assert.equal(isCountable(amounts), isExact))
})
