/** Whether the last sync found a difference that asking again did not mend: not matching can also mean not known yet. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table invoices add column sync_differs boolean not null default false`.execute(db)
}
