/** Plants each defect, one after the other, and sees that the proof fails. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { PLANTS, type Plant } from './plants.ts'

export interface Outcome {
  readonly plant: Plant
  readonly caught: boolean
  readonly seconds: number
  /** What the run printed. */
  readonly output: string
}

/** The exit code of a proof that failed, as it must with a plant in it. */
export const CAUGHT = 3

/** Runs the proof with this plant in a process of its own. */
export async function runPlanted(plant: Plant, env: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  const began = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'soak.ts'), '--plant', plant.name], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const [code] = await once(child, 'close')
  return { plant, caught: code === CAUGHT, seconds: (performance.now() - began) / 1000, output }
}

/** Prints what became of each plant; true where all were caught. */
export async function soakPlants(): Promise<boolean> {
  let missed = 0
  for (const plant of PLANTS) {
    const { caught, seconds, output } = await runPlanted(plant)
    console.log(`  ${caught ? 'caught' : 'MISSED'} ${plant.name} (${seconds.toFixed(1)} s): ${plant.breaks}`)
    if (!caught) console.log(output)
    missed += caught ? 0 : 1
  }
  console.log(`${PLANTS.length - missed} of ${PLANTS.length} planted defects were caught`)
  return missed === 0
}
