import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { type Outcome, notEmpty } from './outcome.ts'

const Counts = z.object({ passed: z.int(), failed: z.int() })

/** Runs Web Test Runner on its configuration, in a process of its own, and returns what it counted. */
export async function runBrowserTests(config: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const child = fork(join(import.meta.dirname, 'web-test-runner.ts'), ['--config', config], { env, timeout: 240_000 })
  let outcome: Outcome = { passed: 0, failed: 1 }
  child.once('message', (message) => void (outcome = Counts.parse(message)))
  const [code] = await once(child, 'close')
  if (code !== 0 && outcome.failed === 0) outcome = { ...outcome, failed: 1 }
  return notEmpty(outcome)
}
