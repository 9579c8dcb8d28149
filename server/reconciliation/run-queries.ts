/** The reconciliations of a store, and what the audit log has since one began. */
import type { ChargeId, RefundId, StoreId } from '../contract/ids.ts'
import type { Database } from '../database/connection.ts'
import type { AuditEntryRow, ReconciliationRow } from '../database/schema.ts'
import { databaseNow } from '../database/time.ts'
import type { Report } from '../domain/reconciliation-report.ts'

export function findLastRun(db: Database, store: StoreId): Promise<ReconciliationRow | undefined> {
  return db.selectFrom('reconciliations').selectAll().where('store', '=', store).orderBy('id', 'desc').limit(1).executeTakeFirst()
}

/** When the last one that finished began, and the last of those that read all there is; undefined where there is none. */
export async function findFinishedRuns(
  db: Database,
  store: StoreId,
): Promise<{ readonly last: Date | undefined; readonly whole: Date | undefined }> {
  const finished = db
    .selectFrom('reconciliations')
    .select('started_at')
    .where('store', '=', store)
    .where('finished_at', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
  const whole = await finished.where('since', 'is', null).executeTakeFirst()
  const last = await finished.executeTakeFirst()
  return { last: last?.started_at, whole: whole?.started_at }
}

/** The newest entry of the audit log; 0 where there is none. */
export async function newestAuditEntry(db: Database): Promise<number> {
  const newest = await db.selectFrom('audit_entries').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return newest?.id ?? 0
}

interface NewRun {
  readonly store: StoreId
  readonly auditedBefore: number
  readonly since: Date | null
  readonly phase: string
  readonly report: Report
}

export async function insertRun(
  db: Database,
  { store, auditedBefore, since, phase, report }: NewRun,
): Promise<Pick<ReconciliationRow, 'id' | 'started_at'>> {
  return db
    .insertInto('reconciliations')
    .values({ store, audited_before: auditedBefore, since, phase, report: { ...report } })
    .returning(['id', 'started_at'])
    .executeTakeFirstOrThrow()
}

/** Writes how far the run is, so that another can go on from there. */
export async function saveRun(
  db: Database,
  { id, phase, after, report }: { readonly id: number; readonly phase: string; readonly after: string | null; readonly report: Report },
): Promise<void> {
  await db
    .updateTable('reconciliations')
    .set({ phase, after, report: { ...report } })
    .where('id', '=', id)
    .execute()
}

export async function finishRun(db: Database, { id, report }: { readonly id: number; readonly report: Report }): Promise<void> {
  await db
    .updateTable('reconciliations')
    .set({ report: { ...report }, finished_at: databaseNow })
    .where('id', '=', id)
    .execute()
}

/** Where the audit log is read from: the store, and the newest entry before. */
interface Since {
  readonly store: StoreId
  readonly auditedBefore: number
}

/** What happened to these refunds, the newest first. */
export function refundEntriesSince(
  db: Database,
  { store, auditedBefore }: Since,
  refunds: readonly RefundId[],
): Promise<Pick<AuditEntryRow, 'refund' | 'action' | 'data'>[]> {
  return db
    .selectFrom('audit_entries')
    .select(['refund', 'action', 'data'])
    .where('store', '=', store)
    .where('refund', 'in', refunds)
    .where('id', '>', auditedBefore)
    .orderBy('id', 'desc')
    .execute()
}

/** What first happened to the payments of these charges. */
export function firstPaymentEntriesSince(
  db: Database,
  { store, auditedBefore }: Since,
  charges: readonly ChargeId[],
): Promise<Pick<AuditEntryRow, 'charge' | 'action'>[]> {
  return db
    .selectFrom('audit_entries')
    .distinctOn('charge')
    .select(['charge', 'action'])
    .where('store', '=', store)
    .where('charge', 'in', charges)
    .where('action', 'in', ['stripe_payment_recorded', 'stripe_payment_changed'])
    .where('id', '>', auditedBefore)
    .orderBy('charge')
    .orderBy('id')
    .execute()
}

/** What happened to disputes of the charge. */
export function disputeEntriesSince(
  db: Database,
  { store, auditedBefore }: Since,
  charge: ChargeId,
): Promise<Pick<AuditEntryRow, 'action' | 'data'>[]> {
  return db
    .selectFrom('audit_entries')
    .select(['action', 'data'])
    .where('store', '=', store)
    .where('charge', '=', charge)
    .where('action', 'in', ['dispute_opened', 'dispute_changed', 'dispute_closed'])
    .where('id', '>', auditedBefore)
    .execute()
}
