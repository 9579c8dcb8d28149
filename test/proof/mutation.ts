/** Mutation testing, by Stryker, as `test/stryker.config.js` says: one list after the other, each with a bound. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { startTestPostgres, TEST_POSTGRES } from '../support/postgres.ts'
import { BOOKS, EDGES, RULES, type MutationList } from './mutation-lists.ts'

/** How the environment hands a list to Stryker's configuration. */
export const MUTATION_LIST = 'MUTATION_LIST'

/** A list that is not done by then is stopped, and has failed; in milliseconds. */
const LONGEST = 30 * 60_000

export interface MutationOptions {
  readonly seed: number
  /** How many lines of the books are tried. */
  readonly lines: number
  /** The one list to run; all of them unless given. */
  readonly list?: string | undefined
}

/** True where as many mutations were noticed as must be. What survived is printed. */
export async function mutate({ seed, lines, list }: MutationOptions): Promise<boolean> {
  const lists: Readonly<Record<string, MutationList>> = {
    rules: RULES,
    edges: EDGES,
    books: { ...BOOKS, mutate: sampleLines(BOOKS.mutate, lines, seed) },
  }
  const wanted = Object.entries(lists).filter(([name]) => list === undefined || name === list)
  let isWell = wanted.length > 0
  for (const [name, one] of wanted) {
    console.log(`\nMutations of the ${name}`)
    isWell = (await run(one)) && isWell
  }
  return isWell
}

async function run(list: MutationList): Promise<boolean> {
  await using resources = new AsyncDisposableStack()
  const postgres = list.usesPostgres ? resources.adopt(await startTestPostgres(), (started) => started.stop()) : null
  const child = spawn('stryker', ['run', 'test/stryker.config.js'], {
    stdio: 'inherit',
    timeout: LONGEST,
    env: {
      ...process.env,
      [MUTATION_LIST]: JSON.stringify(list),
      ...(postgres === null ? {} : { [TEST_POSTGRES]: postgres.connectionString }),
    },
  })
  const [code] = await once(child, 'close')
  return code === 0
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
