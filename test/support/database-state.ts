/** All that the books hold, so that a test can say of a call that nothing changed. */
import { sql } from 'kysely'
import type { HttpShop } from './shop.ts'

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

/**
 * How many rows each table has, and a digest of all that stands in them. Waits until the shop is quiet, as whatever is still
 * under way would change them between two readings.
 */
export async function databaseState({ db, quiet }: Pick<HttpShop, 'db' | 'quiet'>): Promise<Record<string, string>> {
  await quiet()
  const parts = TABLES.map(
    (table) =>
      sql`select ${sql.lit(table)} as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as state from ${sql.table(table)} t`,
  )
  const { rows } = await sql<{ name: string; state: string }>`${sql.join(parts, sql` union all `)}`.execute(db)
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]))
}
