/** The search for planted defects, each in a process of its own, so that all processors have their part. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startTestPostgres, TEST_POSTGRES } from '../support/postgres.ts'
import { PLANTS, type Plant } from './plants.ts'

/** Which histories are played with a plant in the product: the one that is written for it, one by its path, or so many from a seed on. */
export type Played = 'its own' | { readonly seed: number; readonly path: string } | { readonly seed: number; readonly many: number }

/** The exit code of a proof that failed, as it must with a plant in it. */
export const CAUGHT = 3

/** Histories within which a planted defect must be found from any seed. */
const SEARCH = 1_000

interface Outcome {
  readonly caught: boolean
  readonly seconds: number
  /** What the run printed. */
  readonly output: string
}

/** Plays histories from this seed on, on a product with this plant in it. */
async function runPlanted(plant: Plant, seed: number, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const began = performance.now()
  const which = ['--seed', String(seed), '--many', String(SEARCH)]
  const child = spawn(process.execPath, [join(import.meta.dirname, 'proof.ts'), '--plant', plant.name, ...which], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const [code] = await once(child, 'close')
  return { caught: code === CAUGHT, seconds: (performance.now() - began) / 1000, output }
}

/** Searches for every plant from this seed, some at a time; prints what became of each, and returns the names of those missed. */
export async function searchPlants(lanes: number, seed: number): Promise<string[]> {
  const missed: string[] = []
  await eachPlant(lanes, async (plant, env) => {
    const { caught, seconds, output } = await runPlanted(plant, seed, env)
    console.log(`  ${caught ? 'caught' : 'MISSED'} ${plant.name} (${seconds.toFixed(1)} s): ${plant.breaks}`)
    if (caught) return
    console.log(output)
    missed.push(plant.name)
  })
  return missed
}

/** Does something with each plant, so many at a time, on one PostgreSQL. */
async function eachPlant(lanes: number, work: (plant: Plant, env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const postgres = await startTestPostgres()
  const env = { ...process.env, [TEST_POSTGRES]: postgres.connectionString }
  const left = [...PLANTS]
  const lane = async (): Promise<void> => {
    for (let plant = left.shift(); plant !== undefined; plant = left.shift()) await work(plant, env)
  }
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
  } finally {
    await postgres.stop()
  }
}
