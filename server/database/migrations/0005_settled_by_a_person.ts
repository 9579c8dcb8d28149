/** What a person has seen to stays settled until there is more of it. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // Where a person settled it: what remained of the charge then, in minor units. Less than that raises it again.
  `alter table attentions add column accepted bigint`,
  // How often it could not be applied although Stripe could be read; what only waited for Stripe is no failure.
  `alter table events add column failures integer not null default 0`,
  `update events set failures = attempts`,
  // A dead event that a person has seen to, without applying it.
  `alter table events add column settled_at timestamptz`,
  // Whether a person has seen to a dispute in another currency than its charge's, as the dispute stands.
  `alter table disputes add column settled boolean not null default false`,
]
