import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkHistories } from './check-histories.ts'
import { openModelDatabases } from './databases.ts'
import { describeBroken } from './describe.ts'

/** The same histories each time, so that a failure is the change's; `npm run proof` plays others and many more. */
const SEED = 1
const MANY = 60

test('The books and Stripe hold the same money, whatever happens between any two steps', async () => {
  await using databases = openModelDatabases()
  const { tally, broken } = await checkHistories(databases, { seed: SEED, many: MANY, shrink: true })
  assert.equal(broken, null, broken === null ? '' : describeBroken(broken))
  assert.equal(tally.histories, MANY)
})
