import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRunner } from '../../../server/jobs/runner.ts'
import { until, untilIs } from '../../support/until.ts'

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: resolve }
}

const runner = (options: Partial<Parameters<typeof createRunner>[0]> = {}) =>
  createRunner({ atOnce: 2, onError: () => assert.fail(), ...options })

test('so many things are done at once and no more', async () => {
  const { run } = runner({ atOnce: 2 })
  const hold = gate()
  let underWay = 0
  let done = 0
  for (let thing = 0; thing < 5; thing += 1) {
    run(`thing ${thing}`, async () => {
      underWay += 1
      assert.ok(underWay <= 2)
      await hold.passed
      underWay -= 1
      done += 1
    })
  }
  assert.equal(underWay, 2)
  hold.open()
  await untilIs(() => done, 5)
})

test('one thing asked for again while it is under way is done once more afterwards, never twice at once', async () => {
  const { run } = runner({ atOnce: 4 })
  const hold = gate()
  let times = 0
  let underWay = 0
  const work = async () => {
    times += 1
    underWay += 1
    assert.equal(underWay, 1)
    await hold.passed
    underWay -= 1
  }
  for (let ask = 0; ask < 5; ask += 1) run('same', work)
  hold.open()
  await until(() => times === 2 && underWay === 0)
  assert.equal(times, 2)
})

test('a thing waiting for itself does not hold up the others', async () => {
  const { run } = runner({ atOnce: 2 })
  const hold = gate()
  run('slow', () => hold.passed)
  run('slow', () => hold.passed)
  let done = false
  run('other', async () => void (done = true))
  await until(() => done)
  hold.open()
})

test('a failure is told, and the next thing goes on', async () => {
  const failures: string[] = []
  const { run } = runner({ atOnce: 1, onError: (key) => void failures.push(key) })
  let done = false
  run('bad', () => Promise.reject(new Error('no')))
  run('good', async () => void (done = true))
  await until(() => done)
  assert.deepEqual(failures, ['bad'])
})

test('stopping lets what is in hand finish and begins nothing more', async () => {
  const { run, stop } = runner({ atOnce: 1 })
  const hold = gate()
  const done: string[] = []
  run('in hand', async () => {
    await hold.passed
    done.push('in hand')
  })
  run('waiting', async () => void done.push('waiting'))
  const stopped = stop(10_000)
  hold.open()
  await stopped
  run('late', async () => void done.push('late'))
  assert.deepEqual(done, ['in hand'])
})

test('stopping waits no longer than it is told', async () => {
  const { run, stop } = runner()
  run('endless', () => new Promise(() => {}))
  await stop(20)
})
