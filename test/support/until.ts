import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'

/** Waits until a condition holds, looking again every few milliseconds; fails when it still doesn't after the limit. */
export async function until(condition: () => boolean | Promise<boolean>, limit = 10_000): Promise<void> {
  const deadline = performance.now() + limit
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `Not true within ${limit} ms: ${condition}`)
    await pause(5)
  }
}

/** Waits until this is what is read; fails with the difference from what was read last, when it still isn't after the limit. */
export async function untilIs<T>(read: () => T | Promise<T>, wanted: T, limit = 10_000): Promise<void> {
  const deadline = performance.now() + limit
  for (;;) {
    const last = await read()
    if (isDeepStrictEqual(last, wanted)) return
    if (performance.now() >= deadline) assert.deepEqual(last, wanted, `Not so within ${limit} ms: ${read}`)
    await pause(5)
  }
}
