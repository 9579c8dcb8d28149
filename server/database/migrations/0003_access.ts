/** Sessions end with the key that they came from, and their origins are found without reading all sessions. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // The hash of the API key by which the session was made; null where it was made before this column was there.
  `alter table embed_sessions add column key text references api_keys`,
  `create index embed_sessions_origins on embed_sessions using gin (origins)`,
]
