import { writeFileSync } from 'node:fs'

/** Writes how many tests passed and failed, as JSON, for whoever sums up all runners; nothing without a path. */
export function countsReporter(path) {
  return {
    onTestRunFinished({ sessions }) {
      if (path === undefined || path === '') return
      const counts = { passed: 0, failed: 0 }
      for (const session of sessions) {
        if (session.errors.length > 0 || session.testResults === undefined) counts.failed += 1
        count(session.testResults, counts)
      }
      writeFileSync(path, JSON.stringify(counts))
    },
  }
}

function count(suite, counts) {
  for (const test of suite?.tests ?? []) {
    if (test.skipped) continue
    counts[test.passed ? 'passed' : 'failed'] += 1
  }
  for (const inner of suite?.suites ?? []) count(inner, counts)
}
