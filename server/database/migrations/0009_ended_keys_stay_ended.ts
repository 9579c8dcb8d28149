/** A key that has an end never lives longer, whoever writes it: neither by an update nor by being forgotten and made again. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create trigger keys_that_end_never_live_longer before update on api_keys
    for each row when (new.hash <> old.hash or coalesce(new.expires_at, 'infinity') > old.expires_at)
    execute function refuse_change('a key that has an end never lives longer')`,
  `create trigger keys_are_never_forgotten before delete on api_keys
    for each row execute function refuse_change('a key is never forgotten, so that it never comes back')`,
]
