/** Plays many histories, each on a store of its own, until one breaks an invariant; that one is then made small. */
import { inspect } from 'node:util'
import fc from 'fast-check'
import { histories, type History } from './commands.ts'
import type { ModelDatabases } from './databases.ts'
import { BrokenInvariants, newTally, runHistory, type Tally } from './run-history.ts'

export interface CheckOptions {
  readonly seed: number
  readonly many: number
  /** Repeats one history of the seed. */
  readonly path?: string | undefined
  /** Whether a broken history is made small, which takes a while. */
  readonly shrink: boolean
}

export interface Checked {
  readonly tally: Tally
  /** Null where all invariants held. */
  readonly broken: Broken | null
}

export interface Broken {
  readonly seed: number
  readonly path: string
  /** The invariants that it breaks, or the error that it ended with. */
  readonly because: string
  readonly history: History
}

/** Commands in a history, at most. */
const LONGEST = 24

/** How often a broken history is made smaller, at most: repeating one by its path counts on it. */
const SHRINKS = 60

export async function checkHistories(databases: ModelDatabases, { seed, many, path, shrink }: CheckOptions): Promise<Checked> {
  const tally = newTally()
  const property = fc.asyncProperty(histories(LONGEST, SHRINKS), async (history) => {
    const { database, store } = await databases.next()
    await runHistory(database, store, history, tally)
  })
  const details = await fc.check(property, { seed, numRuns: many, ...(path === undefined ? {} : { path }), endOnFailure: !shrink })
  if (!details.failed) return { tally, broken: null }
  const { errorInstance: error, counterexample, counterexamplePath } = details
  if (counterexample === null) throw error
  const because = error instanceof BrokenInvariants ? error.message : inspect(error)
  return { tally, broken: { seed, path: counterexamplePath ?? '', because, history: counterexample[0] } }
}
