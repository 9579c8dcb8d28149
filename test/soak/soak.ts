/** `npm run soak`: the proof that money can't go wrong, for as long as one likes. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { sow } from './plants.ts'
import { CAUGHT } from './planted.ts'

const HELP = `npm run soak -- [options]
  --minutes N      play histories for so long (1), in as many processes as --lanes says (the processors)
  --seed S         where histories begin; another each time unless given
  --path P         repeat one history of the seed, as a failure prints it
  --plant NAME     break one rule of the product and see that the proof fails (exit code 3)
  --plants         do so with every rule there is
  --kills N        then kill servers under load N times (0), PostgreSQL now and then
  --attempts N     and after the kills refund one charge by so many people at once (1000)`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    lanes: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    path: { type: 'string' },
    plant: { type: 'string' },
    plants: { type: 'boolean', default: false },
    kills: { type: 'string', default: '0' },
    attempts: { type: 'string', default: '1000' },
    help: { type: 'boolean', default: false },
  },
})

/** Histories within which a planted defect must be found. */
const SHORT = 400

/** Where a planted run begins unless its plant says otherwise: the same each time. */
const PLANTED_SEED = 1

/** How often a history is repeated: several that wait for one lock get it in an order that PostgreSQL chooses. */
const TRIES = 5

if (values.help) console.log(HELP)
else process.exitCode = await run()

async function run(): Promise<number> {
  if (values.plant !== undefined) return searchPlanted(values.plant)
  if (values.plants) return (await (await import('./planted.ts')).soakPlants()) ? 0 : 1
  if (values.path !== undefined) return repeat(Number(values.seed), values.path)
  const seed = Number(values.seed)
  if (Number(values.minutes) > 0) {
    const { soakHistories } = await import('./histories.ts')
    if (!(await soakHistories({ minutes: Number(values.minutes), lanes: Number(values.lanes), seed }))) return 1
  }
  if (Number(values.kills) === 0) return 0
  const { storm } = await import('./storm/storm.ts')
  console.log(`Storm of ${values.kills} kills`)
  return (await storm({ kills: Number(values.kills), attempts: Number(values.attempts), seed })) ? 0 : 1
}

/** The product is loaded only once the plant is in it. */
async function searchPlanted(name: string): Promise<number> {
  const plant = sow(name)
  console.log(`Planted: ${plant.breaks}`)
  const { checkHistories } = await import('../model/check-histories.ts')
  const { openModelDatabases } = await import('../model/databases.ts')
  await using databases = openModelDatabases()
  const { tally, broken } = await checkHistories(databases, { seed: plant.seed ?? PLANTED_SEED, many: SHORT, shrink: false })
  if (broken === null) {
    console.log(`It went unnoticed through ${tally.histories} histories.`)
    return 0
  }
  console.log(`It was noticed in history ${tally.histories}:\n${broken.because}`)
  return CAUGHT
}

async function repeat(seed: number, path: string): Promise<number> {
  const { checkHistories } = await import('../model/check-histories.ts')
  const { openModelDatabases } = await import('../model/databases.ts')
  const { describeBroken } = await import('../model/describe.ts')
  await using databases = openModelDatabases()
  for (let count = 1; count <= TRIES; count += 1) {
    const { broken } = await checkHistories(databases, { seed, path, many: 1, shrink: false })
    if (broken === null) continue
    console.log(describeBroken(broken))
    return 1
  }
  console.log(`Every invariant holds in this history, each of ${TRIES} times.`)
  return 0
}
