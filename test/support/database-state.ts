/** All that the books hold, so that a test can say of a call that nothing changed. */
import { sql } from 'kysely'
import type { Database } from '../../server/database/connection.ts'

const TABLES = [
  'stores',
  'api_keys',
  'embed_sessions',
  'settings',
  'invoices',
  'charges',
  'payments',
  'refund_requests',
  'idempotency_keys',
  'disputes',
  'attention_items',
  'audit_entries',
  'events',
] as const

/** How many rows each table has, and a digest of all that stands in them. */
export async function databaseState(db: Database): Promise<Record<string, string>> {
  const parts = TABLES.map(
    (table) =>
      sql`select ${sql.lit(table)} as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as state from ${sql.table(table)} t`,
  )
  const { rows } = await sql<{ name: string; state: string }>`${sql.join(parts, sql` union all `)}`.execute(db)
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]))
}
