/** Web Test Runner as its command line starts it, telling its parent process how many tests passed and failed. */
import { startTestRunner } from '@web/test-runner'

type Runner = NonNullable<Awaited<ReturnType<typeof startTestRunner>>>
type Session = ReturnType<Runner['sessions']['all']> extends Iterable<infer Item> ? Item : never
type Suite = NonNullable<Session['testResults']>

const runner = await startTestRunner({ argv: process.argv.slice(2), autoExitProcess: false })
runner?.on('stopped', (allPassed) => {
  process.send?.(count(runner.sessions.all()))
  process.exitCode = allPassed ? 0 : 1
  process.disconnect()
})

/** A page that failed though none of its tests did (it didn't load, say) counts as one failure. */
function count(sessions: Iterable<Session>): { readonly passed: number; readonly failed: number } {
  let passed = 0
  let failed = 0
  for (const session of sessions) {
    const tests = session.testResults === undefined ? [] : testsOf(session.testResults).filter(({ skipped }) => !skipped)
    const good = tests.filter((result) => result.passed).length
    passed += good
    failed += session.passed === true ? tests.length - good : Math.max(1, tests.length - good)
  }
  return { passed, failed }
}

function testsOf(suite: Suite): Suite['tests'] {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)]
}
