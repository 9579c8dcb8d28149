import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPoller, type Poller } from '../../../server/jobs/poller.ts'
import { untilIs } from '../../support/until.ts'

interface Desk {
  readonly poller: Poller
  /** What is due, the first first. */
  readonly due: string[]
  readonly begun: string[]
  readonly failed: unknown[]
  /** Looks for what is due, and looks for when something will be. */
  readonly looks: { take: number; when: number }
  /** Lets what is in hand end. */
  finish(): void
}

function openDesk({ atOnce = 2, isHeld = false, fail = false } = {}): Desk {
  const due: string[] = []
  const begun: string[] = []
  const failed: unknown[] = []
  const looks = { take: 0, when: 0 }
  let ends: (() => void)[] = []
  const poller = createPoller<string>({
    atOnce,
    every: 3600,
    take(limit) {
      looks.take += 1
      return Promise.resolve(due.splice(0, limit))
    },
    async work(unit) {
      begun.push(unit)
      if (fail) throw new Error(unit)
      if (isHeld) await new Promise<void>((resolve) => ends.push(resolve))
    },
    secondsUntilDue() {
      looks.when += 1
      return Promise.resolve(due.length > 0 ? 0 : null)
    },
    onError: (error) => void failed.push(error),
  })
  const finish = (): void => {
    const all = ends
    ends = []
    for (const end of all) end()
  }
  return { poller, due, begun, failed, looks, finish }
}

test('What is due when it starts is done', async () => {
  const { poller, due, begun } = openDesk()
  due.push('a')
  poller.start()
  await untilIs(() => begun.length, 1)
  await poller.stop()
})

test('Work that becomes due is taken at once, however long nothing was due', async () => {
  const { poller, due, begun, looks } = openDesk()
  poller.start()
  await untilIs(() => looks.when, 1)
  due.push('a')
  poller.due()
  await untilIs(() => begun.length, 1)
  await poller.stop()
})

test('Where nothing is due it takes nothing, and only reads when the next work is due', async () => {
  const { poller, looks } = openDesk()
  poller.start()
  await untilIs(() => looks.when, 1)
  await poller.stop()
  assert.deepEqual(looks, { take: 0, when: 1 })
})

test('So many units are done at once and no more; the next are taken as soon as there is a place', async () => {
  const desk = openDesk({ atOnce: 2, isHeld: true })
  desk.due.push('a', 'b', 'c', 'd', 'e')
  desk.poller.start()
  await untilIs(() => desk.begun.length, 2)
  // However much news there is meanwhile.
  for (let news = 0; news < 5; news += 1) desk.poller.due()
  await new Promise(setImmediate)
  assert.deepEqual(desk.begun, ['a', 'b'])
  desk.finish()
  await untilIs(() => desk.begun.length, 4)
  desk.finish()
  await untilIs(() => desk.begun.length, 5)
  desk.finish()
  await desk.poller.stop()
})

test('Work that fails is reported, and the next is done', async () => {
  const desk = openDesk({ fail: true })
  desk.due.push('a', 'b', 'c')
  desk.poller.start()
  await untilIs(() => desk.failed.length, 3)
  assert.deepEqual(desk.begun, ['a', 'b', 'c'])
  await desk.poller.stop()
})

test('A check that fails is reported, and repeated', async () => {
  let broken = true
  const begun: string[] = []
  const failed: unknown[] = []
  const poller = createPoller<string>({
    atOnce: 1,
    every: 3600,
    take: () => Promise.resolve(begun.length === 0 ? ['a'] : []),
    work: async (unit) => void begun.push(unit),
    secondsUntilDue: () => (broken ? Promise.reject(new Error('the database is away')) : Promise.resolve(begun.length === 0 ? 0 : null)),
    onError: (error) => void failed.push(error),
  })
  poller.start()
  await untilIs(() => failed.length, 1)
  broken = false
  await untilIs(() => begun.length, 1)
  await poller.stop()
})

test('Stopping lets what is in hand finish and takes nothing more', async () => {
  const desk = openDesk({ atOnce: 1, isHeld: true })
  desk.due.push('in hand', 'due')
  desk.poller.start()
  await untilIs(() => desk.begun.length, 1)
  let isStopped = false
  const stopped = desk.poller.stop().then(() => (isStopped = true))
  desk.poller.due()
  await new Promise(setImmediate)
  assert.equal(isStopped, false)
  desk.finish()
  await stopped
  assert.deepEqual(desk.begun, ['in hand'])
})
