import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'

/** Waits until a condition holds, looking again every few milliseconds; fails when it still doesn't after the limit. */
export async function until(condition: () => boolean | Promise<boolean>, limit = 10_000): Promise<void> {
  const deadline = performance.now() + limit
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `Not true within ${limit} ms: ${condition}`)
    await pause(5)
  }
}
