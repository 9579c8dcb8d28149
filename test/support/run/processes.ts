import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { FileOutcome, notRun } from './outcome.ts'
import type { Report } from './report.ts'

/** A process that takes longer hangs, even where other heavy work slows it down by much; in milliseconds. */
const LONGEST = 600_000

/** Runs a program of this folder that sends, one message each, what became of these files; those it never named failed. */
export async function runFiles(
  program: string,
  args: readonly string[],
  files: readonly string[],
  env: NodeJS.ProcessEnv,
  report: Report,
): Promise<void> {
  const child = fork(join(import.meta.dirname, program), args, { env, timeout: LONGEST, silent: true })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => void (printed += chunk.toString()))
  const left = new Set(files)
  child.on('message', (message) => {
    const outcome = FileOutcome.parse(message)
    left.delete(outcome.file)
    report.add(outcome, printed)
    printed = ''
  })
  const [code, signal] = await once(child, 'close')
  for (const file of left) report.add(notRun(file, `Its process ended before it (${signal ?? code}).`), printed)
}

/** Runs a command as a check: its output is shown only when it fails. */
export async function check(name: string, command: string, args: readonly string[], report: Report): Promise<void> {
  const began = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const [code] = await once(child, 'close')
  const failures = code === 0 ? [] : [{ at: name, name: [command, ...args].join(' '), why: output }]
  report.add({ file: name, passed: 0, failures, seconds: (performance.now() - began) / 1000 }, '')
}
