import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { CHROME_PATH, findChromium } from '../chromium.ts'
import { TEST_POSTGRES, startTestPostgres } from '../postgres.ts'
import { inGroups, KINDS, testFiles } from './files.ts'
import { notRun } from './outcome.ts'
import { check, runFiles } from './processes.ts'
import { createReport, type Report } from './report.ts'
import { watch } from './watch.ts'

const HELP = `npm test -- [word]… [options]
  Without a word: types, lint and every test, those of the build among them. With some: the test files whose path holds one of them.
  --only KIND   the tests of one kind: server, widget or e2e
  --watch       run them again whenever something that they use changes, until Ctrl-C`

/** One thing to run. What it comes to, whatever that is, goes to the report. */
type Task = () => Promise<void>

/** Twice the processors: a test that waits for PostgreSQL or for a page leaves its own idle, as one more did a fifth of the time. */
const LANES = availableParallelism() * 2

/** Runs what the arguments name and returns the exit code. Everything runs, whatever became of the rest. */
export async function runAll(args: readonly string[]): Promise<number> {
  const { values, positionals: words } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: 'string' }, watch: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
  const kinds = KINDS.filter((kind) => values.only === undefined || values.only === kind)
  if (values.help || kinds.length === 0) {
    console.log(HELP)
    return values.help ? 0 : 1
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  const [server, widget, endToEnd] = KINDS.map((kind) => (kinds.includes(kind) ? testFiles(kind, words) : []))
  await using resources = new AsyncDisposableStack()
  const services = createCtx(resources)
  if (values.watch) return await watch([...(server ?? []), ...(endToEnd ?? [])], widget ?? [], services)

  const report = createReport()
  const isAll = words.length === 0 && values.only === undefined
  await inLanes([
    ...inGroups(endToEnd ?? []).map((files) => nodeTask(files, [services.chromium, services.postgres], report)),
    // One page at a time is drawn, so that it takes about as long as it does alone: it must not be what is left at the end.
    ...(widget === undefined || widget.length === 0 ? [] : [browserTask(widget, services.chromium, report)]),
    ...inGroups(server ?? []).map((files) => nodeTask(files, [services.postgres], report)),
    ...(isAll ? checks(report) : []),
  ])
  return report.end()
}

/** What tests need beside themselves, as variables of the environment; made when the first of them needs it, and for all. */
type Service = () => Promise<Readonly<Record<string, string>>>

export interface TestServices {
  readonly postgres: Service
  readonly chromium: Service
}

function createCtx(resources: AsyncDisposableStack): TestServices {
  const once = (make: Service): Service => {
    let made: ReturnType<Service> | undefined
    return () => (made ??= make())
  }
  return {
    postgres: once(async () => {
      const postgres = await startTestPostgres()
      resources.defer(() => postgres.stop())
      return { [TEST_POSTGRES]: postgres.connectionString }
    }),
    chromium: once(async () => ({ [CHROME_PATH]: await findChromium() })),
  }
}

function nodeTask(files: readonly string[], needed: readonly Service[], report: Report): Task {
  return withCtx(files, needed, report, (env) => runFiles('node-process.ts', files, files, env, report))
}

function browserTask(files: readonly string[], chromium: Service, report: Report): Task {
  const args = ['--config', 'test/widget/wtr.config.js', '--files', ...files]
  return withCtx(files, [chromium], report, (env) => runFiles('web-test-runner.ts', args, files, env, report))
}

/** Where what they need can't be had, that is said once for all the files: the rest of the run goes on. */
function withCtx(
  files: readonly string[],
  needed: readonly Service[],
  report: Report,
  work: (env: NodeJS.ProcessEnv) => Promise<void>,
): Task {
  return async () => {
    try {
      const settings = await Promise.all(needed.map((service) => service()))
      await work(Object.assign({}, process.env, ...settings))
    } catch (error) {
      report.add(notRun(files.length === 1 ? files.join() : `${files[0]} and ${files.length - 1} more`, error), '')
    }
  }
}

/** The build is made and used by the tests of the packages. */
function checks(report: Report): Task[] {
  return [
    () => check('types', 'npm', ['run', '--silent', 'types'], report),
    () => check('lint', 'npm', ['run', '--silent', 'lint'], report),
  ]
}

/** Does all tasks, so many at a time, the first first. */
async function inLanes(tasks: readonly Task[]): Promise<void> {
  const left = [...tasks]
  const lane = async (): Promise<void> => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) await task()
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}
