import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Outcome } from './outcome.ts'

/** Runs a command as a check: its output is shown only when it fails. */
export async function check(command: string, ...args: readonly string[]): Promise<Outcome> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const [code] = await once(child, 'close')
  if (code === 0) return { passed: 0, failed: 0 }
  console.log(`${[command, ...args].join(' ')}:\n${output}`)
  return { passed: 0, failed: 1 }
}

/** Runs checks at once and sums them. */
export async function checkAll(...commands: readonly (readonly [string, ...string[]])[]): Promise<Outcome> {
  const outcomes = await Promise.all(commands.map((command) => check(...command)))
  return { passed: 0, failed: outcomes.reduce((sum, { failed }) => sum + failed, 0) }
}
