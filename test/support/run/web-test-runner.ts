/** Web Test Runner as its command line starts it, sending its parent process what became of each file. */
import { relative } from 'node:path'
import { startTestRunner } from '@web/test-runner'
import type { FileOutcome } from './outcome.ts'

type Runner = NonNullable<Awaited<ReturnType<typeof startTestRunner>>>
type Session = ReturnType<Runner['sessions']['all']> extends Iterable<infer Item> ? Item : never
type Suite = NonNullable<Session['testResults']>
type Failures = FileOutcome['failures']

const runner = await startTestRunner({ argv: process.argv.slice(2), autoExitProcess: false })
runner?.on('stopped', (allPassed) => {
  for (const session of runner.sessions.all()) process.send?.(outcomeOf(session))
  process.exitCode = allPassed ? 0 : 1
  process.disconnect()
})

function outcomeOf(session: Session): FileOutcome {
  const file = relative('.', session.testFile ?? '')
  const tests = session.testResults === undefined ? [] : testsOf(session.testResults, []).filter(({ test }) => !test.skipped)
  const failures: Failures = tests
    .filter(({ test }) => !test.passed)
    .map(({ name, test }) => ({ at: file, name, why: inWords(test.error) }))
  for (const error of session.errors) failures.push({ at: file, name: 'The page itself', why: inWords(error) })
  // A page that failed though none of its tests did (it didn't load, say) counts as one failure.
  if (failures.length === 0 && session.passed !== true) failures.push({ at: file, name: 'The page itself', why: 'It did not pass.' })
  const seconds = tests.reduce((sum, { test }) => sum + (test.duration ?? 0), 0) / 1000
  return { file, passed: tests.filter(({ test }) => test.passed).length, failures, seconds }
}

function inWords(error: Session['errors'][number] | undefined): string {
  if (error === undefined) return 'It says nothing.'
  const { message = '', stack = '', expected, actual } = error
  const compared = expected === undefined && actual === undefined ? [] : [`expected: ${expected}`, `but was:  ${actual}`]
  return [message, ...compared, ...(stack.includes(message) ? [stack.replace(message, '').trim()] : [stack])].filter(Boolean).join('\n')
}

function testsOf(suite: Suite, above: readonly string[]): { readonly name: string; readonly test: Suite['tests'][number] }[] {
  return [
    ...suite.tests.map((test) => ({ name: [...above, test.name].join(' › '), test })),
    ...suite.suites.flatMap((inner) => testsOf(inner, [...above, inner.name])),
  ]
}
