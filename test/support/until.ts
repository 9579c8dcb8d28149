import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'

/** Waits until a condition holds; fails when it still doesn't after the limit, in milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>, limit = 30_000): Promise<void> {
  const wait = waiting(limit)
  while (!(await condition())) {
    assert.ok(!wait.isOver(), `Not true within ${limit} ms: ${condition}`)
    await wait.next()
  }
}

/** Waits until this is what is read; fails with the difference from what was read last, when it still isn't after the limit. */
export async function untilIs<T>(read: () => T | Promise<T>, wanted: T, limit = 30_000): Promise<void> {
  const wait = waiting(limit)
  for (;;) {
    const last = await read()
    if (isDeepStrictEqual(last, wanted)) return
    if (wait.isOver()) assert.deepEqual(last, wanted, `Not so within ${limit} ms: ${read}`)
    await wait.next()
  }
}

/** Waits until this text is in what is read; fails with all that was read last, when it still isn't after the limit. */
export async function untilIncludes(read: () => string | Promise<string>, text: string, limit = 30_000): Promise<void> {
  const wait = waiting(limit)
  for (;;) {
    const last = await read()
    if (last.includes(text)) return
    assert.ok(!wait.isOver(), `Not within ${limit} ms: ${text}\nLast: ${last}`)
    await wait.next()
  }
}

/** A pause of 5 ms at first, then a tenth of what was waited: what takes long is not slowed down by being read all the time. */
function waiting(limit: number): { isOver(): boolean; next(): Promise<void> } {
  const began = performance.now()
  return {
    isOver: () => performance.now() >= began + limit,
    next: () => pause(Math.min(100, Math.max(5, (performance.now() - began) / 10))),
  }
}
