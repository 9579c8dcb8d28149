/** Mutation testing, by Stryker, as `stryker.config.js` says: one list after the other, each with a bound. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { startTestPostgres, TEST_POSTGRES } from '../../support/postgres.ts'
import { ROOMS, WHOLE, type MutationList } from './lists.ts'

/** How the environment hands a list to Stryker's configuration. */
export const MUTATION_LIST = 'MUTATION_LIST'

/** A list that is not done by then is stopped, and has failed; in milliseconds. */
const LONGEST = 60 * 60_000

export interface MutationOptions {
  readonly seed: number
  /** How many lines of each room of the server are tried. */
  readonly lines: number
  /** The one list to run; all of them unless given. */
  readonly list?: string | undefined
}

/** True where as many mutations were noticed as must be. What survived is printed. */
export async function mutate({ seed, lines, list }: MutationOptions): Promise<boolean> {
  const sampled = Object.entries(ROOMS).map(([name, room]) => [name, { ...room, mutate: sampleLines(room.mutate, lines, seed) }] as const)
  const wanted = [...Object.entries(WHOLE), ...sampled].filter(([name]) => list === undefined || name === list)
  const outcomes: string[] = []
  for (const [name, one] of wanted) {
    console.log(`\nMutations of the ${name}`)
    outcomes.push(`${name} ${(await run(one)) ? 'held' : 'FAILED'}`)
  }
  console.log(wanted.length === 0 ? `There is no list ${list}.` : `\nMutations: ${outcomes.join(', ')}`)
  return wanted.length > 0 && outcomes.every((outcome) => outcome.endsWith('held'))
}

async function run(list: MutationList): Promise<boolean> {
  await using resources = new AsyncDisposableStack()
  const postgres = list.onPostgres ? resources.adopt(await startTestPostgres(), (started) => started.stop()) : null
  const testFiles = quickestFirst(list.testFiles)
  const child = spawn('stryker', ['run', join(import.meta.dirname, 'stryker.config.js')], {
    stdio: 'inherit',
    timeout: LONGEST,
    env: {
      ...process.env,
      [MUTATION_LIST]: JSON.stringify({ ...list, testFiles }),
      ...(postgres === null ? {} : { [TEST_POSTGRES]: postgres.connectionString }),
    },
  })
  const [code] = await once(child, 'close')
  return code === 0
}

/** The files in the order of their size, which is about that of how long they take: most mutations are noticed by the first. */
function quickestFirst(globs: readonly string[]): string[] {
  return globs.flatMap((glob) => globSync(glob)).toSorted((one, other) => statSync(one).size - statSync(other).size)
}

/** So many lines of code of these files, others for another seed. */
function sampleLines(globs: readonly string[], many: number, seed: number): string[] {
  const lines = globs
    .flatMap((glob) => globSync(glob))
    .toSorted()
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((text, index) => (isCode(text) ? [`${file}:${index + 1}-${index + 1}`] : [])),
    )
  const [sample = []] = fc.sample(fc.shuffledSubarray(lines, { minLength: many, maxLength: many }), { seed, numRuns: 1 })
  return sample.toSorted()
}

/** A line with something on it that can be altered: no import, no comment, no brackets alone. */
function isCode(text: string): boolean {
  return /[a-z]/.test(text) && !/^\s*(import|export (type|interface)|\/\/|\/?\*|readonly )/.test(text)
}
