import { globSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { type Outcome, notEmpty } from './outcome.ts'

export interface NodeTests {
  readonly files: string
  readonly except?: readonly string[]
  /** How many test files run at once, each in a process of its own. */
  readonly concurrency: number
  readonly env: NodeJS.ProcessEnv
}

/** A file that takes longer hangs, even where other heavy work slows the longest by much; in milliseconds. */
const LONGEST_FILE = 1_200_000

/** Runs test files with Node's own runner. Passing tests are counted, failing ones told with what their file printed. */
export async function runNodeTests({ files, except = [], concurrency, env }: NodeTests): Promise<Outcome> {
  const found = globSync(files, { exclude: except })
    .map((file) => resolve(file))
    .toSorted()
  if (found.length === 0) return notEmpty({ passed: 0, failed: 0 })
  let outcome: Outcome = { passed: 0, failed: 1 }
  const printed = new Map<string, string>()
  const failing = new Set<string>()
  for await (const { type, data } of run({ files: found, concurrency, env, timeout: LONGEST_FILE })) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      printed.set(data.file, (printed.get(data.file) ?? '') + data.message)
    } else if (type === 'test:fail' && !isSumOfOthers(data.details.error)) {
      failing.add(data.file ?? '')
      console.log(`  ✖ ${relative('.', data.file ?? '')}:${data.line ?? 1} ${data.name}\n${indent(describe(data.details.error))}`)
    } else if (type === 'test:summary' && data.file === undefined) {
      outcome = { passed: data.counts.passed, failed: data.counts.tests - data.counts.passed - data.counts.skipped - data.counts.todo }
    }
  }
  for (const file of failing) if (printed.has(file)) console.log(`  ${relative('.', file)} printed:\n${indent(printed.get(file) ?? '')}`)
  return notEmpty(outcome)
}

/** A suite or file fails along with a test in it, which has been told already. */
function isSumOfOthers(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed'
}

function describe(error: Error): string {
  const cause = error.cause ?? error
  return cause instanceof Error ? inspect(cause) : String(cause)
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '      ')
}
