/** The command line as a person runs it: processes of their own, their exit codes and what they print. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { until } from './until.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')
/** Configured, and nobody there: for commands that ask Stripe nothing. */
export const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_abc', STRIPE_WEBHOOK_SECRET: 'whsec_abc', STRIPE_API_URL: 'http://127.0.0.1:9' }

/** Milliseconds for a server to start, on a machine with much else to do and a database to make. */
const LONGEST_START = 60_000

export interface Run {
  printed: string
  readonly exited: Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

/** `env` is the whole environment besides the path, so that nothing of the machine's gets in. */
export function start(args: readonly string[], env: Readonly<Record<string, string>>): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close').then(() => child.exitCode)
  const run: Run = { printed: '', exited, kill: (signal) => void child.kill(signal) }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (run.printed += chunk.toString()))
  return run
}

/** Runs a command to its end. */
export async function finish(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; printed: string }> {
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
