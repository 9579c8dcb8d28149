/** What is deleted after 30 days is found without reading all of it. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // The body of an event is empty once it is deleted.
  `create index events_with_body on events (received_at) where payload <> ''`,
  `create index idempotency_keys_by_age on idempotency_keys (taken_at)`,
]
