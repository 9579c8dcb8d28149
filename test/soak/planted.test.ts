import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runPlanted } from './planted.ts'
import { checkPlant, PLANTS } from './plants.ts'

for (const plant of PLANTS) {
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
