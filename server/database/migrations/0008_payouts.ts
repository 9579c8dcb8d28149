/** A refund that came to nothing may be paid out in several parts. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table payments rename column settles to replaces`,
  `drop index one_settlement_per_refund`,
  `create index payouts_of_refund on payments (replaces) where replaces is not null and removed_at is null`,
]
