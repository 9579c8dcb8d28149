/** Plays histories on a product with a planted defect in it: the product is loaded only once the defect is planted. */
import type { Checked } from '../model/check-histories.ts'
import type { ModelDatabases } from '../model/databases.ts'
import { OWN } from './own-histories.ts'
import { CAUGHT, type Played } from './planted.ts'
import { sow } from './plants.ts'

/** How many orders of turns a plant's own history is played in, until one notices: PostgreSQL gives locks in an order of its own. */
const TRIES = 5

/** Returns the exit code: {@link CAUGHT} where a history noticed. */
export async function playPlanted(name: string, played: Played): Promise<number> {
  const plant = sow(name)
  console.log(`Planted: ${plant.breaks}`)
  const { openModelDatabases } = await import('../model/databases.ts')
  // A plant in a migration makes tables of its own.
  const isInTables = plant.edits.some(({ file }) => file.includes('/migrations/'))
  await using databases = openModelDatabases(isInTables ? `model_${name}` : 'model')
  const noticed = played === 'its own' ? await playOwn(databases, name) : await search(databases, played)
  console.log(noticed === null ? 'It went unnoticed.' : `It was noticed:\n${noticed}`)
  return noticed === null ? 0 : CAUGHT
}

/** What the history written for the plant breaks. */
async function playOwn(databases: ModelDatabases, name: string): Promise<string | null> {
  const { BrokenInvariants, newTally, runHistory } = await import('../model/run-history.ts')
  const own = new Map(Object.entries(OWN)).get(name)
  if (own === undefined) throw new Error(`No history is written for ${name}: add it to own-histories.ts.`)
  for (let turns = own.turns; turns < own.turns + TRIES; turns += 1) {
    const { database, store } = await databases.next()
    try {
      await runHistory(database, store, { ...own, turns }, newTally())
    } catch (error) {
      if (error instanceof BrokenInvariants) return error.message
      throw error
    }
  }
  return null
}

async function search(databases: ModelDatabases, played: Exclude<Played, 'its own'>): Promise<string | null> {
  const { checkHistories } = await import('../model/check-histories.ts')
  const { broken }: Checked = await checkHistories(databases, { many: 1, ...played, shrink: false })
  return broken === null ? null : `${broken.because}\n--seed ${broken.seed} --path ${broken.path}`
}
