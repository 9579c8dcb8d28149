import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('A history is played again by the seed and the path that a failure prints', async () => {
  const proof = [join(import.meta.dirname, 'proof.ts'), '--seed', '1', '--path', '0']
  const { stdout } = await promisify(execFile)(process.execPath, proof)
  assert.equal(stdout, 'Every invariant holds in this history, each of 5 times.\n')
})
