import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestServices } from './all.ts'

/** Runs the files again whenever something that they import changes. */
export async function watch(node: readonly string[], widget: readonly string[], { postgres, chromium }: TestServices): Promise<number> {
  const env = { ...process.env, ...(node.length === 0 ? {} : await postgres()), ...(widget.length === 0 ? {} : await chromium()) }
  const started = [
    ...(node.length === 0 ? [] : [spawn(process.execPath, ['--test', '--watch', ...node], { env, stdio: 'inherit' })]),
    ...(widget.length === 0
      ? []
      : [spawn('web-test-runner', ['--config', 'test/widget/wtr.config.js', '--watch', '--files', ...widget], { env, stdio: 'inherit' })]),
  ]
  if (started.length === 0) console.log('No test file has that in its path.')
  await Promise.all(started.map((child) => once(child, 'close')))
  return started.length === 0 ? 1 : 0
}
