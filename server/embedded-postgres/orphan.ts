import { execFile } from 'node:child_process'
import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { EmbeddedPostgresError, systemCode } from './error.ts'

/** How long a PostgreSQL is given for each way of ending it, in milliseconds. */
const ENDINGS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
]

/**
 * Ends a PostgreSQL that a killed process left on this cluster. Only who has the instance lock may call this, as no live instance
 * uses the cluster then. A note of a process id that is some other program by now is removed: containers deal out the same ids
 * again, and PostgreSQL refuses to start while it is there.
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const note = join(cluster, 'postmaster.pid')
  const pid = await readPid(note)
  if (pid === undefined) return
  for (const [signal, maxWait] of ENDINGS) {
    if (!(await serves(pid, cluster))) return rm(note, { force: true })
    kill(pid, signal)
    await waitUntilGone(pid, cluster, maxWait)
  }
  if (await serves(pid, cluster)) {
    throw new EmbeddedPostgresError(
      'failed',
      `A PostgreSQL left behind (process ${pid}) still serves ${cluster} and does not stop: stop it, then start again.`,
    )
  }
}

async function readPid(note: string): Promise<number | undefined> {
  try {
    const pid = Number((await readFile(note, 'utf8')).split('\n')[0])
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Whether that process is a live PostgreSQL on this cluster: it works in the cluster's directory (Linux), or names it. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster))
    const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)])
    return stdout.includes(`-D ${cluster}`)
  } catch {
    return false
  }
}

async function waitUntilGone(pid: number, cluster: string, maxWait: number): Promise<void> {
  for (let waited = 0; waited < maxWait && (await serves(pid, cluster)); waited += 20) await sleep(20)
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error
  }
}
