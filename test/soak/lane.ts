/** One of several processes that play histories until their time is over, telling their parent what they came to. */
import { checkHistories } from '../model/check-histories.ts'
import { openModelDatabases } from '../model/databases.ts'
import { describeBroken } from '../model/describe.ts'

const [first = '1', minutes = '1'] = process.argv.slice(2)
const ends = performance.now() + Number(minutes) * 60_000

/** Histories of one seed; the next ones have the next seed. */
const CHUNK = 50

await using databases = openModelDatabases()
let seed = Number(first)
while (performance.now() < ends) {
  const { tally, broken } = await checkHistories(databases, { seed, many: CHUNK, shrink: true })
  process.send?.({ tally, broken: broken === null ? null : describeBroken(broken) })
  if (broken !== null) break
  seed += 1
}
process.disconnect()
