/** The command line: its exit codes and what it prints, as processes of their own or, quicker, within the test's. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { runCommand } from '../../server/cli/index.ts'
import { until } from './until.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')
/** Configured, and nobody there: for commands that do not call Stripe. */
export const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_abc', STRIPE_WEBHOOK_SECRET: 'whsec_abc', STRIPE_API_URL: 'http://127.0.0.1:9' }

/** Milliseconds for a server to start, on a machine with much else to do and a database to make. */
const LONGEST_START = 60_000

export interface Run {
  printed: string
  readonly exited: Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

/** `env` is the whole environment besides the path and the compile cache, so that nothing of the machine's gets in. */
export function start(args: readonly string[], env: Readonly<Record<string, string>>): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = (): void => void child.kill('SIGKILL')
  // One that a failed test left running ends with the tests.
  process.once('exit', end)
  const exited = once(child, 'close').then(() => {
    process.off('exit', end)
    return child.exitCode
  })
  const run: Run = { printed: '', exited, kill: (signal) => void child.kill(signal) }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (run.printed += chunk.toString()))
  return run
}

export interface Finished {
  readonly code: number | null
  /** Answers, complaints and log, in the order in which they came. */
  readonly printed: string
}

export interface FinishedWithin extends Finished {
  /** What it said that it works on. */
  readonly notes: readonly string[]
}

/** Runs a command to its end, within this process: what it does and says, without the second that starting one takes. */
export async function finish(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<FinishedWithin> {
  const notes: string[] = []
  let printed = ''
  const line = (text: string): void => void (printed += `${text}\n`)
  const code = await runCommand(args, env, {
    print: line,
    complain: line,
    note: (text) => void notes.push(text),
    log: { write: (text) => void (printed += text) },
  })
  return { code, printed, notes }
}

/** Runs a command to its end as a person does: a process of its own, which must also end by itself. */
export async function finishProcess(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const run = start(args, env)
  const code = await run.exited
  return { code, printed: run.printed }
}

/** A server of its own, once it listens. */
export async function serving(env: Readonly<Record<string, string>>): Promise<Run & { url: string }> {
  const run = start(['serve'], { ...STRIPE, PORT: '0', DRAIN_SECONDS: '0', ...env })
  const address = () => /listens on (http:\S+?)"/.exec(run.printed)?.[1]
  await until(() => address() !== undefined, LONGEST_START)
  return Object.assign(run, { url: address() ?? '' })
}
