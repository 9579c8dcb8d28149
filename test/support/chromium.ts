/** The Chromium that browser tests and end-to-end tests run in: this machine's own, or one fetched for them. */
import { execFile } from 'node:child_process'
import { access, constants, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { chromium } from 'playwright-core'

/** Names a Chromium to use in the place of any other; `findChromium` answers it as it is. */
export const CHROME_PATH = 'CHROME_PATH'

/** What every start of Chromium in tests gets: no traffic of its own, and no sandbox as root, who can't have one. */
export const chromiumFlags: readonly string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The path of a Chromium: the one named by `CHROME_PATH` or `CHROMIUM_PATH`, one in the usual places, Playwright's,
 * or one installed now, by apt as root on Debian and by Playwright elsewhere.
 * @throws when none is found and none can be installed, saying what to do.
 */
export async function findChromium(): Promise<string> {
  const named = process.env[CHROME_PATH] ?? process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    if (await isProgram(named)) return named
    throw new Error(`CHROME_PATH names ${named}, which is no program: correct it, or leave it unset.`)
  }
  return (await present()) ?? (await install())
}

async function present(): Promise<string | undefined> {
  for (const path of [...USUAL_PLACES, chromium.executablePath()]) if (await isProgram(path)) return path
  return undefined
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function install(): Promise<string> {
  const failures: string[] = []
  for (const [way, get] of [
    ['apt-get install chromium', byApt],
    ['playwright-core install chromium', byPlaywright],
  ] as const) {
    try {
      await get()
      const path = await present()
      if (path !== undefined) return path
    } catch (error) {
      failures.push(`${way}: ${errorLine(error)}`)
    }
  }
  throw new Error(
    `No Chromium was found and none could be installed (${failures.join('; ')}): install Chromium, or set CHROME_PATH to one.`,
  )
}

const run = promisify(execFile)

/** On Debian alone: Ubuntu's package of that name only points to a snap. */
async function byApt(): Promise<void> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(release)) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env })
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, maxBuffer: 64 * 1024 * 1024 })
}

async function byPlaywright(): Promise<void> {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  await run(process.execPath, [cli, 'install', ...(asRoot ? ['--with-deps'] : []), 'chromium'], { maxBuffer: 64 * 1024 * 1024 })
}

/** What went wrong, from among the many lines that an installer prints: the first that speaks of an error, else the last. */
export function errorLine(error: unknown): string {
  const text =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== '' ? error.stderr : String(error)
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.find((line) => /error|^E:/i.test(line)) ?? lines.at(-1) ?? ''
}
