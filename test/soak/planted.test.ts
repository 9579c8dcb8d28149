import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runPlanted } from './planted.ts'
import { checkPlant, PLANTS } from './plants.ts'

/** Those that are found within seconds; `npm run soak -- --plants` plants them all. */
const QUICK = new Set(['no_lock', 'key_per_attempt', 'row_written_twice', 'no_lease', 'pending_not_counted'])

for (const plant of PLANTS.filter(({ name }) => QUICK.has(name))) {
  test(`The proof fails where this is wrong: ${plant.breaks}`, async () => {
    const { caught, output } = await runPlanted(plant)
    assert.ok(caught, output)
  })
}

test('There are at least ten planted defects, each under a name of its own and fit for the product as it is', () => {
  assert.ok(PLANTS.length >= 10)
  assert.equal(new Set(PLANTS.map(({ name }) => name)).size, PLANTS.length)
  for (const plant of PLANTS) checkPlant(plant)
})
