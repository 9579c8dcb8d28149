import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OWN } from './own-histories.ts'
import { playPlanted } from './play-planted.ts'
import { checkPlant, loadPlanted, NO_PLANT, PLANTS } from './plants.ts'

for (const plant of PLANTS) {
  test(`The proof fails where this is wrong: ${plant.breaks}`, async () => {
    assert.notEqual(await playPlanted(plant, 'its own'), null, 'its history went unnoticed')
  })
}

test('The histories that catch planted defects hold on the product as it is', async () => {
  const { databases, histories } = await loadPlanted(NO_PLANT)
  await using opened = databases.openModelDatabases()
  for (const history of Object.values(OWN)) {
    const { database, store } = await opened.next()
    await histories.runHistory(database, store, history, histories.newTally())
  }
})

test('There are at least ten planted defects, each under a name of its own and fit for the product as it is', () => {
  assert.ok(PLANTS.length >= 10)
  assert.equal(new Set(PLANTS.map(({ name }) => name)).size, PLANTS.length)
  for (const plant of PLANTS) checkPlant(plant)
})
