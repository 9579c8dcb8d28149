/** `npm start` as a person runs it: a process of its own, started, stopped, and started again. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createApi } from '../support/api.ts'
import { until } from '../support/until.ts'

let directory = ''
const children: ChildProcess[] = []
before(async () => (directory = await mkdtemp(join(tmpdir(), 'jeweltrak-start-'))))
after(async () => {
  // Whatever a failed test left running.
  for (const child of children) child.kill('SIGKILL')
  // PostgreSQL ends a moment after the process that it belongs to.
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

test('It opens the shop, stops cleanly, and started again finds everything as it was', async () => {
  const first = npmStart({ DATA_DIR: directory })
  const url = await first.address()
  const shop = createApi(url, 'demo_key')
  const { payments, invoice } = await shop.tab('1001')
  assert.equal(invoice.customer?.name, 'Eleanor Whitcombe')
  assert.deepEqual(payments.map(({ method }) => method).toSorted(), ['cash', 'stripe_link', 'stripe_refund', 'stripe_terminal'])
  assert.match(await (await fetch(url)).text(), /<title>JewelTrak<\/title>/)
  assert.deepEqual(await first.stop('SIGINT'), { code: 0, complained: '' })

  // Links lead to the simulator's dashboard, so it is to be where it was.
  const simulator = payments.flatMap(({ links }) => links?.stripe ?? [])[0] ?? ''
  const second = npmStart({ DATA_DIR: directory, PORT: new URL(url).port, SIMULATOR_PORT: new URL(simulator).port })
  assert.equal(await second.address(), url)
  assert.deepEqual((await shop.tab('1001')).payments, payments)

  const beside = npmStart({ DATA_DIR: directory })
  const taken = npmStart({ DATA_DIR: join(directory, 'other'), PORT: new URL(url).port })
  const [used, port] = await Promise.all([beside.ended(), taken.ended()])
  assert.equal(used.code, 1)
  assert.match(used.complained, /^[^\n]*another[^\n]*\n$/)
  assert.deepEqual(port, { code: 1, complained: `Port ${new URL(url).port} is in use: stop what uses it, or set PORT to another.\n` })

  assert.deepEqual(await second.stop('SIGTERM'), { code: 0, complained: '' })
})

test('With --help it explains itself and starts nothing, and what it does not know it refuses', async () => {
  const empty = join(directory, 'nothing-here')
  const helped = npmStart({ DATA_DIR: empty }, '--help')
  assert.deepEqual(await helped.ended(), { code: 0, complained: '' })
  const refused = await npmStart({ DATA_DIR: empty }, '--hlep').ended()
  assert.equal(refused.code, 1)
  assert.match(refused.complained, /^“--hlep” is more than this command takes\.\nUsage: npm start\n/)
  await assert.rejects(access(empty))
})

const MISTAKES: readonly { readonly what: string; readonly env: Readonly<Record<string, string>>; readonly sentence: RegExp }[] = [
  {
    what: 'A live key',
    env: { STRIPE_SECRET_KEY: 'sk_live_x', STRIPE_WEBHOOK_SECRET: 'whsec_x' },
    sentence: /^STRIPE_SECRET_KEY is a live key, and `npm start` plays with payments: use a test key/,
  },
  {
    what: 'A key without its webhook secret',
    env: { STRIPE_SECRET_KEY: 'sk_test_x' },
    sentence: /^STRIPE_WEBHOOK_SECRET is not set: give the signing secret/,
  },
  {
    what: 'A database that does not answer',
    env: { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' },
    sentence: /^The database does not answer at DATABASE_URL: start it, or correct the address/,
  },
  {
    what: 'A data directory that can’t be made',
    env: { DATA_DIR: '/dev/null/data' },
    sentence: /^The directory \/dev\/null\/data can’t be made \(.*\): set DATA_DIR to one that can/,
  },
]

describe('A mistake is explained in one sentence', { concurrency: true }, () => {
  for (const { what, env, sentence } of MISTAKES) {
    test(what, async () => {
      const { code, complained } = await npmStart({ DATA_DIR: join(directory, 'none'), ...env }).ended()
      assert.match(complained, sentence)
      assert.match(complained, /^[^\n]*\n$/)
      assert.equal(code, 1)
    })
  }
})

interface Started {
  /** The address that it prints; fails where it ends instead. */
  address(): Promise<string>
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<Ended>
  ended(): Promise<Ended>
}

interface Ended {
  readonly code: number | null
  /** What it wrote on standard error. */
  readonly complained: string
}

function npmStart(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Started {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(process.execPath, ['demo/start.ts', ...args], {
    env: { PATH, NODE_COMPILE_CACHE, PORT: '0', SIMULATOR_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (complained += chunk.toString()))
  const closed = once(child, 'close')
  const ended = async (): Promise<Ended> => {
    await closed
    return { code: child.exitCode, complained }
  }
  return {
    async address() {
      await until(() => said.includes('Ctrl-C') || child.exitCode !== null, 240_000)
      const address = /http:\/\/\S+(?=\/ )/.exec(said)?.[0]
      assert.ok(address, complained)
      return address
    },
    stop(signal) {
      child.kill(signal)
      // A terminal's Ctrl-C reaches it twice: npm passes it on once more.
      child.kill(signal)
      return ended()
    },
    ended,
  }
}
