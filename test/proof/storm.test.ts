import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storm } from './storm/storm.ts'

test('A sample of the storm: two servers, one of them paused in mid-work and one killed, lose nothing and pay nothing twice', async () => {
  assert.equal(await storm({ kills: 1, attempts: 0, seed: 1, faults: ['paused'], seconds: 1, servers: 2, isTimed: false }), true)
})
