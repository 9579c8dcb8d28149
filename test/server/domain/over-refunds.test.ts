import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { overRefundChange } from '../../../server/domain/refundable.ts'

const OPEN = { acknowledgedRemaining: null }
const acknowledged = (remaining: number) => ({ acknowledgedRemaining: remaining })

describe('The item that says that more left of a charge than came in', () => {
  for (const [what, remaining, item, change] of [
    ['is not there while something is left', 1, null, 'keep'],
    ['is not there while exactly all is gone', 0, null, 'keep'],
    ['is opened once more is gone', -1, null, 'open'],
    ['is opened anew while it is open, as there may be more of it', -1, OPEN, 'open'],
    ['is resolved once that is over', 0, OPEN, 'resolve'],
    ['is resolved where a person acknowledged it, too', 5, acknowledged(-5), 'resolve'],
    ['stays acknowledged while it is what it was', -5, acknowledged(-5), 'keep'],
    ['stays acknowledged when there is less of it', -4, acknowledged(-5), 'keep'],
    ['is opened anew when there is more of it than a person acknowledged', -6, acknowledged(-5), 'open'],
  ] as const)
    test(what, () => assert.equal(overRefundChange(remaining, item), change))
})
