/** Plays many histories, each on a store of its own, until one breaks an invariant; that one is then made small. */
import { inspect } from 'node:util'
import fc from 'fast-check'
import { histories, type History } from './commands.ts'
import { openModelDatabase, type ModelDatabase } from './database.ts'
import { BrokenInvariants, newTally, runHistory, type Tally } from './run-history.ts'

export interface CheckOptions {
  readonly seed: number
  readonly many: number
  /** Repeats one history of the seed. */
  readonly path?: string | undefined
  /** Whether a broken history is made small, which takes a while. */
  readonly shrink: boolean
  readonly onHistory?: (tally: Tally) => void
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

/** Stores that one database holds before another is taken: sweeps look at all of them. */
const STORES = 250

/** Past this it ends with the histories it has had, in milliseconds: making one small is never endless. */
const LONGEST_CHECK = 150_000

export async function checkHistories({ seed, many, path, shrink, onHistory }: CheckOptions): Promise<Checked> {
  const tally = newTally()
  let database: ModelDatabase | null = null
  let stores = 0
  const property = fc.asyncProperty(histories(LONGEST, SHRINKS), async (history) => {
    if (stores % STORES === 0) {
      await database?.[Symbol.asyncDispose]()
      database = null
    }
    database ??= await openModelDatabase()
    stores += 1
    await runHistory(database, String(stores), history, tally)
    onHistory?.(tally)
  })
  try {
    const details = await fc.check(property, {
      seed,
      numRuns: many,
      ...(path === undefined ? {} : { path }),
      endOnFailure: !shrink,
      interruptAfterTimeLimit: LONGEST_CHECK,
    })
    if (!details.failed) return { tally, broken: null }
    const { errorInstance: error, counterexample, counterexamplePath } = details
    if (counterexample === null) throw error
    const because = error instanceof BrokenInvariants ? error.message : inspect(error)
    return { tally, broken: { seed, path: counterexamplePath ?? '', because, history: counterexample[0] } }
  } finally {
    await closed(database)
  }
}

async function closed(database: ModelDatabase | null): Promise<void> {
  await database?.[Symbol.asyncDispose]()
}
