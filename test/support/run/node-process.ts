/** Runs test files with Node's own runner in this one process, and sends its parent what became of each. */
import { relative, resolve } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'
import type { FileOutcome } from './outcome.ts'

const files = process.argv.slice(2)
const outcomes = new Map<string, FileOutcome>(files.map((file) => [file, { file, passed: 0, failures: [], seconds: 0 }]))
/** The names of the suites and tests that the present one is in, itself included. */
const path: string[] = []
let present: string | undefined
const sent: Promise<void>[] = []

for await (const { type, data } of run({ files: files.map((file) => resolve(file)), isolation: 'none' })) {
  // The next file begins: what is printed from now on is its own.
  if (type === 'test:dequeue' && data.nesting === 0 && present !== undefined && relative('.', data.file ?? '') !== present) send(present)
  if (type === 'test:start') path.splice(data.nesting, Infinity, data.name)
  if (type !== 'test:pass' && type !== 'test:fail') continue
  path.splice(data.nesting, Infinity, data.name)
  const file = relative('.', data.file ?? '')
  const outcome = outcomes.get(file) ?? outcomes.get(files[0] ?? '')
  if (outcome === undefined) continue
  if (present !== undefined && present !== outcome.file) send(present)
  present = outcome.file
  if (data.nesting === 0) outcome.seconds += data.details.duration_ms / 1000
  if (type === 'test:pass' && data.details.type !== 'suite' && data.skip === undefined && data.todo === undefined) outcome.passed += 1
  if (type === 'test:fail' && !isSumOfOthers(data.details.error))
    outcome.failures.push({ at: `${file}:${data.line ?? 1}`, name: path.join(' › '), why: describe(data.details.error) })
}
for (const file of outcomes.keys()) send(file)
await Promise.all(sent)
// Whatever a failed test left open would keep the process from ending.
process.exit(0)

function send(file: string): void {
  const outcome = outcomes.get(file)
  outcomes.delete(file)
  if (outcome !== undefined) sent.push(new Promise((resolve) => process.send?.(outcome, () => resolve())))
}

/** A suite or file fails along with a test in it, which has been sent already. */
function isSumOfOthers(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed'
}

/** Without the frames of Node's own, which say nothing to whoever mends the test. */
function describe(error: Error): string {
  const cause = error.cause ?? error
  const text = cause instanceof Error ? inspect(cause) : String(cause)
  return text.replaceAll(/\n +at .*\(?node:internal.*/g, '')
}
