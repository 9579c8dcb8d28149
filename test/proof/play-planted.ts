/** Plays histories on a product with a planted defect in it. */
import { OWN } from './own-histories.ts'
import type { Played } from './planted.ts'
import { loadPlanted, type Plant, type PlantedModel } from './plants.ts'

/** How many orders of turns a plant's own history is played in, until one notices: PostgreSQL gives locks in an order of its own. */
const TRIES = 5

/** What a history noticed; null where none did. */
export async function playPlanted(plant: Plant, played: Played): Promise<string | null> {
  const model = await loadPlanted(plant)
  // A plant in a migration makes tables of its own.
  const isInTables = plant.edits.some(({ file }) => file.includes('/migrations/'))
  await using databases = model.databases.openModelDatabases(isInTables ? `model_${plant.name}` : 'model')
  return played === 'its own' ? await playOwn(model, databases, plant) : await search(model, databases, played)
}

type Databases = ReturnType<PlantedModel['databases']['openModelDatabases']>

/** What the history written for the plant breaks. */
async function playOwn({ histories }: PlantedModel, databases: Databases, { name }: Plant): Promise<string | null> {
  const own = new Map(Object.entries(OWN)).get(name)
  if (own === undefined) throw new Error(`No history is written for ${name}: add it to own-histories.ts.`)
  for (let turns = own.turns; turns < own.turns + TRIES; turns += 1) {
    const { database, store } = await databases.next()
    try {
      await histories.runHistory(database, store, { ...own, turns }, histories.newTally())
    } catch (error) {
      if (error instanceof histories.BrokenInvariants) return error.message
      throw error
    }
  }
  return null
}

async function search(model: PlantedModel, databases: Databases, played: Exclude<Played, 'its own'>): Promise<string | null> {
  const { broken } = await model.search.checkHistories(databases, { many: 1, ...played, shrink: false })
  return broken === null ? null : `${broken.because}\n--seed ${broken.seed} --path ${broken.path}`
}
