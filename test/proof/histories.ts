/** Plays many histories in several processes. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import * as z from 'zod'
import { INVARIANTS } from '../model/invariants/index.ts'
import { describeTally } from '../model/describe.ts'
import { addTally, newTally, type Tally } from '../model/run-history.ts'
import { startTestPostgres, TEST_POSTGRES } from '../support/postgres.ts'

const Counts = z.map(z.string(), z.int())
const Message = z.object({
  tally: z.object({ histories: z.int(), steps: z.int(), refundsAtStripe: z.int(), commands: Counts, faults: Counts }),
  broken: z.nullable(z.string()),
})

export interface HistoriesOptions {
  readonly histories: number
  readonly lanes: number
  readonly seed: number
}

/** How far apart the seeds of two lanes begin. */
const APART = 1_000_000

/** A run that takes longer hangs: far more than a history takes, and one that broke to be made small; in milliseconds. */
const LONGEST_HISTORY = 5_000
const LONGEST_SHRINKING = 200_000

/** Prints progress and a summary; true where every invariant held through all histories. */
export async function playHistories({ histories, lanes, seed }: HistoriesOptions): Promise<boolean> {
  const postgres = await startTestPostgres()
  const tally = newTally()
  const broken: string[] = []
  const began = performance.now()
  const progress = setInterval(() => console.log(`  ${rate(tally, began)}`), 30_000)
  console.log(`${histories} histories in ${lanes} processes, seed ${seed}`)
  try {
    const share = Math.ceil(histories / lanes)
    const children = Array.from({ length: lanes }, (_, lane) => startLane(seed + lane * APART, share, postgres.connectionString))
    for (const child of children) {
      child.on('message', (sent) => {
        const message = Message.parse(sent)
        addTally(tally, message.tally)
        if (message.broken === null) return
        broken.push(message.broken)
        for (const other of children) other.kill()
      })
    }
    const deadline = setTimeout(() => children.forEach((child) => child.kill()), share * LONGEST_HISTORY + LONGEST_SHRINKING)
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
    clearTimeout(deadline)
    if (broken.length === 0 && codes.some((code) => code !== 0))
      broken.push(`A process broke down or did not end in time: ${codes.join(', ')}.`)
  } finally {
    clearInterval(progress)
    await postgres.stop()
  }
  console.log(
    [rate(tally, began), ...describeTally(tally), `${INVARIANTS.length} invariants held against each history, ${broken.length} broken`]
      .map((line) => `  ${line}`)
      .join('\n'),
  )
  for (const text of broken) console.log(text)
  return broken.length === 0
}

function startLane(seed: number, histories: number, postgres: string): ChildProcess {
  return fork(join(import.meta.dirname, 'lane.ts'), [String(seed), String(histories)], {
    serialization: 'advanced',
    env: { ...process.env, [TEST_POSTGRES]: postgres },
  })
}

function rate({ histories }: Tally, began: number): string {
  const seconds = (performance.now() - began) / 1000
  return `${histories} histories in ${Math.round(seconds)} s, ${(histories / seconds).toFixed(1)} a second`
}
