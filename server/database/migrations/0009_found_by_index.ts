/** What the busy paths look for is found by an index, however many rows there are besides. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // Charges that nobody claimed, by their age: each sweep looks for those to forget.
  `create index charges_foreign on charges (seen_at) where state = 'foreign'`,
  // What was ever raised about a charge: each refund settles what no longer stands.
  `create index attentions_of_charge on attentions (store, charge)`,
]
