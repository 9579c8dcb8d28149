import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import type { Account } from './account.ts'

/** How PostgreSQL's programs name the directory they are started in. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly account: Account
  readonly directory: string
  /** The signal it gets when this process dies, however that dies (Linux). */
  readonly onParentDeath: 'INT' | 'TERM'
}

/**
 * Starts a program in its own session, so that Ctrl-C reaches us alone and we stop PostgreSQL last,
 * as the account, in the directory (entered before the rights are dropped), and with none of our environment.
 */
export async function launch({ command, args, account, directory, onParentDeath }: Launch): Promise<ChildProcess> {
  const bound = await hasSetpriv()
  return spawn(bound ? 'setpriv' : command, bound ? ['--pdeathsig', onParentDeath, command, ...args] : args, {
    cwd: directory,
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(account.kind === 'other' && { uid: account.uid, gid: account.gid }),
  })
}

/**
 * The name of the directory a launched program was started in. Root may enter directories that PostgreSQL's account
 * can't reach by their path (any below a private one, as root's home is); on Linux the program already stands in it.
 */
export function ownDirectory(account: Account, directory: string): string {
  return account.kind === 'other' ? '/proc/self/cwd' : directory
}

/** Runs a program to its end and returns what it printed; rejects where it can't start. */
export async function run(launched: Launch): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = await launch(launched)
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  let output = ''
  const collect = (chunk: Buffer): void => void (output += chunk.toString())
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  child.once('error', reject)
  child.once('close', resolve)
  return { code: await promise, output }
}

let setpriv: Promise<boolean> | undefined

/** util-linux's `setpriv`, there on every Debian; without it a kill leaves PostgreSQL behind, for the next start to stop. */
function hasSetpriv(): Promise<boolean> {
  setpriv ??=
    process.platform !== 'linux'
      ? Promise.resolve(false)
      : promisify(execFile)('setpriv', ['--pdeathsig', 'INT', 'true']).then(
          () => true,
          () => false,
        )
  return setpriv
}
