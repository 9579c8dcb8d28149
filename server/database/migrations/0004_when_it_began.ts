/**
 * When a difference began, which its next checks leave alone; and when a reconciliation began by the database's clock and in
 * the audit log's order, so that what it did is told right whatever the server's own clock says.
 */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table invoices add column sync_differs_since timestamptz`,
  `update invoices set sync_differs_since = sync_checked_at where sync_differs`,
  // The column that says whether, and not since when, stays for servers of the version before that run on meanwhile.

  `alter table reconciliations
    add column database_started_at timestamptz not null default now(),
    -- The newest entry of the audit log when it began.
    add column audited_before bigint not null default 0`,
  // One that is under way goes on with what it has seen.
  `update reconciliations set database_started_at = started_at,
    audited_before = (select coalesce(max(id), 0) from audit_entries where at < started_at)`,
]
