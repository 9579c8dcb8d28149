/** From the start of the process until it serves, and what it takes of memory then. */
import { rm } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { makeDataDirectory } from '../support/data-directory.ts'
import type { Part } from './stage.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'server', 'main.ts')

export const starting: Part = async (stage) => {
  const database = await stage.database()
  const settings = { STRIPE_SECRET_KEY: 'sk_test_bench', STRIPE_WEBHOOK_SECRET: 'whsec_bench', PORT: '0', LOG_LEVEL: 'info' }
  const directory = await makeDataDirectory()
  try {
    await serves({ ...settings, DATABASE_URL: database })
    const rounds: Record<'nothing' | 'external' | 'fresh' | 'embedded', number>[] = []
    for (let made = 0; made < stage.rounds; made += 1) {
      await rm(directory, { recursive: true, force: true })
      rounds.push({
        nothing: await ends(['-e', '0']),
        external: await serves({ ...settings, DATABASE_URL: database }),
        fresh: await serves({ ...settings, DATA_DIR: directory }),
        embedded: await serves({ ...settings, DATA_DIR: directory }),
      })
    }
    const beside = { name: 'node -e 0', values: rounds.map(({ nothing }) => nothing) }
    const row = (what: string, pick: (one: (typeof rounds)[number]) => number, goal: string) => ({
      what,
      unit: 'ms',
      ours: rounds.map(pick),
      beside,
      goal,
    })
    return [
      row('Start until it serves, with a database', ({ external }) => external, '400 ms'),
      row('… embedded PostgreSQL, existing', ({ embedded }) => embedded, '600 ms'),
      row('… embedded PostgreSQL, new', ({ fresh }) => fresh, '1,600 ms'),
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function ends(args: readonly string[]): Promise<number> {
  const began = performance.now()
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit')
  return performance.now() - began
}

async function serves(settings: Readonly<Record<string, string>>): Promise<number> {
  const { DATABASE_URL: _none, ...env } = process.env
  const began = performance.now()
  const child = spawn(process.execPath, [MAIN, 'serve'], { env: { ...env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  const said = Promise.withResolvers<void>()
  let text = ''
  const hear = (part: Buffer): void => {
    text += part.toString()
    if (/http:\/\/127\.0\.0\.1:\d+/.test(text)) said.resolve()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  ended.then(() => said.reject(new Error(`It ended: ${text}`))).catch(() => {})
  await said.promise
  const took = performance.now() - began
  child.kill('SIGTERM')
  await ended
  return took
}
