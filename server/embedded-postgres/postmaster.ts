import { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { BoundedLog } from './bounded-log.ts'
import { EmbeddedPostgresError } from './error.ts'
import { launch, ownDirectory } from './launch.ts'
import { SOCKET_PORT } from './socket.ts'

/** A running PostgreSQL. */
export interface Postmaster {
  readonly pid: number
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>
  /** Ends it: running transactions are rolled back, what was committed is on disk. */
  stop(): Promise<void>
}

export interface PostmasterOptions {
  readonly binaries: Binaries
  readonly account: Account
  readonly cluster: string
  readonly settings: Readonly<Record<string, string>>
  readonly log: BoundedLog
}

const READY = 'database system is ready to accept connections'
/** What it says while the last helpers of a killed one are still ending. */
const STILL_OCCUPIED = /lock file .* already exists|pre-existing shared memory block/
const OCCUPIED_ATTEMPTS = 50
const OCCUPIED_PAUSE_MS = 100

/** Starts PostgreSQL on a cluster and returns once it takes connections; recovery after a crash may take its time. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryStart(options)
    if (outcome.kind === 'ready') return outcome.postmaster
    if (!STILL_OCCUPIED.test(outcome.output) || attempt === OCCUPIED_ATTEMPTS) throw failed(options, outcome.output)
    await sleep(OCCUPIED_PAUSE_MS)
  }
}

type Outcome = { readonly kind: 'ready'; readonly postmaster: Postmaster } | { readonly kind: 'ended'; readonly output: string }

async function tryStart({ binaries, account, cluster, settings, log }: PostmasterOptions): Promise<Outcome> {
  const child = await launch({
    command: binaries.postgres,
    args: ['-D', ownDirectory(account, cluster), ...toArguments({ ...SETTINGS, ...settings })],
    account,
    directory: cluster,
    onParentDeath: 'INT',
  })
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  let output = ''
  let isReady = false
  // Helpers of a killed one may keep its output open: it has ended before that closes.
  const ended = new Promise<void>((resolve) => void child.once('error', () => resolve()).once('exit', () => resolve()))
  child.once('error', (error) => resolve({ kind: 'ended', output: error.message }))
  child.once('close', () => resolve({ kind: 'ended', output }))
  child.stderr?.on('data', (chunk: Buffer) => {
    log.write(chunk.toString())
    if (isReady) return
    output += chunk.toString()
    isReady = output.includes(READY)
    const { pid } = child
    if (isReady && pid !== undefined) resolve({ kind: 'ready', postmaster: keep(child, pid, ended) })
  })
  return promise
}

/** A program that ends without `stop()` is not kept alive by PostgreSQL, and ends it too. */
function keep(child: ChildProcess, pid: number, ended: Promise<void>): Postmaster {
  const endWithUs = (): void => void child.kill('SIGINT')
  process.once('exit', endWithUs)
  void ended.then(() => process.off('exit', endWithUs))
  keepAlive(child, false)
  return {
    pid,
    ended,
    stop: async () => {
      keepAlive(child, true)
      for (const [signal, maxWait] of ENDINGS) {
        child.kill(signal)
        await Promise.race([ended, sleep(maxWait, undefined, { ref: false })])
      }
      await ended
    },
  }
}

/** Fast shutdown, then without tidying (recovery does that at the next start), then by force. In milliseconds. */
const ENDINGS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 0],
]

/** Whether this process stays alive for the child's sake. */
function keepAlive(child: ChildProcess, alive: boolean): void {
  for (const handle of [child, child.stderr, child.stdout]) {
    if (!(handle instanceof ChildProcess) && !(handle instanceof Socket)) continue
    if (alive) handle.ref()
    else handle.unref()
  }
}

/** Reachable by its socket alone. Its log is about the server, never about what statements carry: that is customers' data. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  port: String(SOCKET_PORT),
  max_connections: '200',
  log_checkpoints: 'off',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  timezone: 'UTC',
  log_timezone: 'UTC',
} satisfies Readonly<Record<string, string>>

function toArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function failed({ cluster, log }: PostmasterOptions, output: string): EmbeddedPostgresError {
  const said = output.split('\n').find((line) => /FATAL|PANIC/.test(line)) ?? output.trim().split('\n').at(-1) ?? ''
  return new EmbeddedPostgresError(
    'failed',
    `PostgreSQL did not start on ${cluster}; its log ${log.path} says more. It said: ${said.replace(/^.*?(FATAL|PANIC):\s*/, '')}`,
  )
}
