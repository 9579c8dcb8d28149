import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from '../../proof/fuzz/fuzz.ts'

test('Of 300 requests made from the contract, most of them wrong, none fails by a mistake of ours, and none leaks anything', async () => {
  const { wrong, byStatus } = await fuzz({ requests: 300, seed: 14 })
  assert.deepEqual(wrong, [])
  assert.ok(Object.keys(byStatus).length > 5, `only ${Object.keys(byStatus).join(', ')} were answered`)
})
