/** `npm run bench [-- --rounds 60]`: a minute or two of measuring over HTTP, on a server and a simulated Stripe of its own. */
import { parseArgs } from 'node:util'
import { startTestPostgres, TEST_POSTGRES } from '../support/postgres.ts'
import { BENCHMARKS } from './benchmarks.ts'
import { measureRendering } from './rendering.ts'
import { openBenchStore } from './store.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '60' } } })
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000) throw new Error('--rounds takes 1 to 1000.')

const postgres = await startTestPostgres()
process.env[TEST_POSTGRES] = postgres.connectionString
try {
  console.log(`Medians of ${rounds} rounds, and in brackets between which the middle half of the ratios lies`)
  for (const { says, run } of BENCHMARKS) {
    await using store = await openBenchStore()
    const { name, one, other, ratio, low, high } = await run(store, rounds)
    console.log(`\n${name}\n  ${says}`)
    console.log(`  ${one.toFixed(2)} ms : ${other.toFixed(2)} ms = ${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`)
  }
  await measureRendering(Math.min(rounds, 15))
} finally {
  await postgres.stop()
}
