import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkHistories } from './check-histories.ts'
import { describeBroken } from './describe.ts'
import { INVARIANTS } from './invariants/index.ts'

/** Another one each day, so that the days add up; a failure prints the one that it had. */
const seed = Math.floor(Date.now() / 86_400_000)

test(
  `Through 200 histories of crashes, lost answers and hostile order, all ${INVARIANTS.length} invariants hold`,
  { timeout: 170_000 },
  async () => {
    const { tally, broken } = await checkHistories({ seed, many: 200, shrink: true })
    assert.equal(broken, null, broken === null ? '' : describeBroken(broken))
    assert.equal(tally.histories, 200)
  },
)
