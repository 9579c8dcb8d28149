/** Mutation testing, by Stryker, as `test/stryker.config.js` says. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** True where as many mutations were noticed as must be. */
export async function mutate(): Promise<boolean> {
  const child = spawn('stryker', ['run', 'test/stryker.config.js'], { stdio: 'inherit' })
  const [code] = await once(child, 'close')
  return code === 0
}
