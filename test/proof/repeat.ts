/** Plays one history again, as a failure names it. */
import { checkHistories } from '../model/check-histories.ts'
import { openModelDatabases } from '../model/databases.ts'
import { describeBroken } from '../model/describe.ts'

/** How often: several that wait for one lock get it in an order that PostgreSQL chooses. */
const TRIES = 5

/** Prints what it breaks; true where every invariant holds each time. */
export async function repeat(seed: number, path: string): Promise<boolean> {
  await using databases = openModelDatabases()
  for (let count = 1; count <= TRIES; count += 1) {
    const { broken } = await checkHistories(databases, { seed, path, many: 1, shrink: false })
    if (broken === null) continue
    console.log(describeBroken(broken))
    return false
  }
  console.log(`Every invariant holds in this history, each of ${TRIES} times.`)
  return true
}
