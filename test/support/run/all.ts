import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { CHROME_PATH, findChromium } from '../chromium.ts'
import { TEST_POSTGRES, startTestPostgres } from '../postgres.ts'
import { runBrowserTests } from './browser-tests.ts'
import { check, checkAll } from './command.ts'
import { runNodeTests } from './node-tests.ts'
import type { Outcome, Stage } from './outcome.ts'

const WIDGET_CONFIG = 'test/widget/wtr.config.js'

/** Runs all stages, one after the other, and returns the exit code. Every stage runs, whatever became of those before. */
export async function runAll(): Promise<0 | 1> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  const outcomes: Outcome[] = []
  await using resources = new AsyncDisposableStack()
  const stages = await prepare(resources).catch((error: unknown) => failedPreparation(error))
  for (const stage of stages) outcomes.push(await runStage(stage))
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}

/** One PostgreSQL and one Chromium serve the whole run. */
async function prepare(resources: AsyncDisposableStack): Promise<readonly Stage[]> {
  const [chromium, postgres] = await Promise.all([findChromium(), startTestPostgres()])
  resources.defer(() => postgres.stop())
  const env = { ...process.env, [CHROME_PATH]: chromium, [TEST_POSTGRES]: postgres.connectionString }
  const endToEnd = 'test/e2e/**/*.test.ts'
  return [
    { name: 'Types', run: () => checkAll(['tsc', '-p', 'tsconfig.json'], ['tsc', '-p', 'widget/tsconfig.json']) },
    { name: 'Lint', run: () => check('npm', 'run', '--silent', 'lint') },
    ...(existsSync('build.ts') ? [{ name: 'Build', run: () => check('npm', 'run', '--silent', 'build') }] : []),
    {
      name: 'Node tests',
      run: () =>
        runNodeTests({ files: 'test/**/*.test.ts', except: ['test/widget/**', endToEnd], concurrency: availableParallelism(), env }),
    },
    { name: 'Browser tests', run: () => runBrowserTests(WIDGET_CONFIG, env) },
    { name: 'End-to-end tests', run: () => runNodeTests({ files: endToEnd, concurrency: 1, env }) },
  ]
}

function failedPreparation(error: unknown): readonly Stage[] {
  return [{ name: 'Preparation', run: () => Promise.reject(error) }]
}

async function runStage({ name, run }: Stage): Promise<Outcome> {
  console.log(`\n${name}`)
  const start = performance.now()
  const outcome = await run().catch((error: unknown): Outcome => {
    console.log(`  ${error instanceof Error ? error.message : String(error)}`)
    return { passed: 0, failed: 1 }
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const counts = outcome.passed === 0 && outcome.failed === 0 ? 'fine' : `${outcome.passed} passed, ${outcome.failed} failed`
  console.log(`  ${counts}, ${seconds} s`)
  return outcome
}
