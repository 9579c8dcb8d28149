import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openModelDatabases } from '../model/databases.ts'
import { newTally, runHistory } from '../model/run-history.ts'
import { OWN } from './own-histories.ts'
import { runPlanted } from './planted.ts'
import { checkPlant, PLANTS } from './plants.ts'

for (const plant of PLANTS) {
  test(`The proof fails where this is wrong: ${plant.breaks}`, async () => {
    const { caught, output } = await runPlanted(plant, 'its own')
    assert.ok(caught, output)
  })
}

test('The histories that catch planted defects hold on the product as it is', async () => {
  await using databases = openModelDatabases()
  for (const history of Object.values(OWN)) {
    const { database, store } = await databases.next()
    await runHistory(database, store, history, newTally())
  }
})

test('There are at least ten planted defects, each under a name of its own and fit for the product as it is', () => {
  assert.ok(PLANTS.length >= 10)
  assert.equal(new Set(PLANTS.map(({ name }) => name)).size, PLANTS.length)
  for (const plant of PLANTS) checkPlant(plant)
})
