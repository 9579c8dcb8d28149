import type { Database } from '../../database/connection.ts'
import { readMigrations } from '../../database/migrate.ts'
import { readServerFacts } from '../lag-queries.ts'
import { duration } from '../warnings.ts'
import { findingsAbout, type Finding } from './finding.ts'

const OLDEST = 150000
const MEGABYTE = 1024 * 1024

/** Seconds that the clocks of the database and of this machine may differ by. */
const CLOCKS_DIFFER = 60

export interface CheckedDatabase {
  readonly findings: readonly Finding[]
  /** Whether its tables are those of this version, so that more can be read. */
  readonly isUsable: boolean
}

/** The PostgreSQL and its clock, and whether the tables are those of this version. */
export async function checkDatabase(db: Database, now: () => Date): Promise<CheckedDatabase> {
  const { well, look, mend } = findingsAbout('Database')
  const facts = await readServerFacts(db)
  const ahead = (now().getTime() - facts.now.getTime()) / 1000
  const { done, missing, unknown } = await readMigrations(db)
  const version = `PostgreSQL ${Math.floor(facts.version / 10_000)}.${facts.version % 10_000}`
  const findings: Finding[] = []
  if (facts.version < OLDEST) findings.push(mend(`it is ${version}`, 'use PostgreSQL 15 or newer'))
  if (facts.isReadOnly)
    findings.push(
      mend('it takes no changes: it is a standby or set to read only', 'point DATABASE_URL at the primary, or let it be written'),
    )
  if (done === 0 && unknown.length === 0)
    findings.push(mend('it is empty', 'check that it is the right one; then start the server once, or say `migrate`'))
  else if (missing > 0)
    findings.push(
      mend(`it is older than this version: ${missing} of its migrations have not run`, 'start the server anew, or say `migrate`'),
    )
  if (unknown.length > 0)
    findings.push(
      mend(`it is newer than this version, which does not know ${unknown.join(', ')}`, 'install the version that ran last, or a newer one'),
    )
  if (findings.length === 0) findings.push(well(`reachable and up to date, ${version}, ${(facts.size / MEGABYTE).toFixed(0)} MB`))
  return { findings: [...findings, clockFinding(ahead)], isUsable: missing === 0 && done > 0 && unknown.length === 0 }

  function clockFinding(seconds: number): Finding {
    const clock = findingsAbout('Clock')
    return Math.abs(seconds) > CLOCKS_DIFFER
      ? clock.mend(
          `this machine’s is ${duration(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} the database’s`,
          'set both by NTP',
        )
      : Math.abs(seconds) > 5
        ? look(`this machine’s clock is ${duration(Math.abs(seconds))} off the database’s`, 'set both by NTP')
        : clock.well('this machine and the database go by the same time')
  }
}
