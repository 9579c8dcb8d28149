/** `npm test`: everything there is to check; the last line is the sum. `npm test -- --help` says how to run less. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const major = Number(process.versions.node.split('.')[0])
if (major >= 24) {
  // Loading and type-stripping the product is most of what a short test file costs: it is done once for all processes.
  process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/node')
  enableCompileCache(process.env['NODE_COMPILE_CACHE'])
  const { runAll } = await import('./support/run/all.ts')
  process.exitCode = await runAll(process.argv.slice(2))
} else {
  console.error(
    `The tests need Node 24 and this is Node ${process.versions.node}: run npm ci without --ignore-scripts (it brings Node 24), then npm test.`,
  )
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
