/** One of several processes that play histories, so many each, telling their parent what they came to. */
import { checkHistories } from '../model/check-histories.ts'
import { openModelDatabases } from '../model/databases.ts'
import { describeBroken } from '../model/describe.ts'

const [first = '1', histories = '1'] = process.argv.slice(2)

/** Histories of one seed; the next ones have the next seed. */
const CHUNK = 50

await using databases = openModelDatabases()
let left = Number(histories)
for (let seed = Number(first); left > 0; seed += 1) {
  const { tally, broken } = await checkHistories(databases, { seed, many: Math.min(CHUNK, left), shrink: true })
  process.send?.({ tally, broken: broken === null ? null : describeBroken(broken) })
  if (broken !== null) break
  left -= CHUNK
}
process.disconnect()
