/** `npm test`: everything there is to check, in order; the last line is the sum of all test runners. */
const major = Number(process.versions.node.split('.')[0])
if (major >= 24) {
  const { runAll } = await import('./support/run/all.ts')
  process.exitCode = await runAll()
} else {
  console.error(
    `The tests need Node 24 and this is Node ${process.versions.node}: run npm ci without --ignore-scripts (it brings Node 24), then npm test.`,
  )
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
