import type { FileOutcome } from './outcome.ts'

/** How many of the slowest files are named at the end. */
const SLOWEST = 10

export interface Report {
  /** Prints a file as it ends: one line where all is well, else each failure and what its process printed. */
  add(outcome: FileOutcome, printed: string): void
  /** The slowest files, the failures with the command that repeats each, and as the last line the sum. Returns the exit code. */
  end(): 0 | 1
}

export function createReport(): Report {
  const outcomes: FileOutcome[] = []
  return {
    add(outcome, printed) {
      outcomes.push(outcome)
      const { file, failures, seconds } = outcome
      console.log(`${failures.length === 0 ? '✔' : '✖'} ${file}  ${counts(outcome)}${seconds.toFixed(1)} s`)
      for (const { at, name, why } of failures) console.log(`  ✖ ${at} ${name}\n${indent(why)}`)
      if (failures.length > 0 && printed.trim() !== '') console.log(`  ${file} printed:\n${indent(printed)}`)
    },
    end() {
      const slowest = outcomes.toSorted((one, other) => other.seconds - one.seconds).slice(0, SLOWEST)
      if (outcomes.length > 1)
        console.log(['\nSlowest', ...slowest.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`)].join('\n'))
      const failed = outcomes.filter(({ failures }) => failures.length > 0)
      if (failed.length > 0) console.log(['\nFailed', ...failed.flatMap(linesOf)].join('\n'))
      const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
      const failures = outcomes.reduce((sum, outcome) => sum + outcome.failures.length, 0)
      // A run of nothing proves nothing.
      const total = passed + failures === 0 ? 1 : failures
      if (passed + failures === 0) console.log('No test was found to run.')
      console.log(`\n${passed} passed, ${total} failed`)
      return total === 0 ? 0 : 1
    },
  }
}

function linesOf({ file, failures }: FileOutcome): string[] {
  const isFile = file.endsWith('.ts')
  return [...failures.map(({ at, name }) => `  ${at} ${name}`), ...(isFile ? [`      npm test -- ${file}`] : [])]
}

function counts({ passed, failures }: FileOutcome): string {
  if (passed === 0 && failures.length === 0) return ''
  return `${passed} passed, ${failures.length === 0 ? '' : `${failures.length} failed, `}`
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '      ')
}
