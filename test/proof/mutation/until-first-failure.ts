/** Runs test files in this one process, and ends it at the first test that fails: one mutation costs no more than that. */
import { resolve } from 'node:path'
import { run } from 'node:test'

for await (const { type, data } of run({ files: process.argv.slice(2).map((file) => resolve(file)), isolation: 'none' })) {
  if (type !== 'test:fail') continue
  console.log(`${data.file}:${data.line} ${data.name}`, data.details.error.cause)
  process.exit(1)
}
// Whatever a test left open would keep the process from ending.
process.exit(0)
