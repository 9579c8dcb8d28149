/** The PostgreSQL of a test file that is run alone goes when that ends, and never fails it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { discardAtExit, makeDataDirectory } from './data-directory.ts'

/** Stands in for PostgreSQL: it goes on writing files for half a second after the signal to end. */
const WRITER = `
  const { mkdirSync, writeFileSync } = require('node:fs')
  const end = () => Date.now() + 500
  let until = Infinity
  process.on('SIGQUIT', () => (until = end()))
  const write = () => {
    if (Date.now() > until) process.exit()
    for (let n = 0; n < 100; n += 1) {
      mkdirSync('base', { recursive: true })
      writeFileSync('base/' + Math.random(), '')
    }
    setImmediate(write)
  }
  write()
  process.stdout.write('writing')`

test('What a PostgreSQL leaves is removed though it still writes while it ends', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'jeweltrak-test-discard-'))
  const writer = spawn(process.execPath, ['-e', WRITER], { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] })
  await once(writer.stdout, 'data')
  discardAtExit(writer.pid ?? 0, directory)
  assert.equal(existsSync(directory), false)
  await once(writer, 'close')
})

test('What a process that was killed left is removed by the next run, and what belongs to a live one is left alone', async () => {
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'close')
  const own = await makeDataDirectory()
  const [abandoned, kept] = [gone.pid, process.pid].map((pid) => join(dirname(own), `jeweltrak-test-postgres-${pid}-aaaaaa`))
  for (const directory of [abandoned, kept]) mkdirSync(join(directory ?? '', 'base'), { recursive: true })
  const other = await makeDataDirectory()
  assert.deepEqual(
    [abandoned, kept, own].map((directory) => existsSync(directory ?? '')),
    [false, true, true],
  )
  for (const directory of [kept, own, other]) rmSync(directory ?? '', { recursive: true })
})
