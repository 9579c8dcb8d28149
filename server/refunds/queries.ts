import { sql } from 'kysely'
import { databaseNow } from '../database/time.ts'
import type { Database } from '../database/connection.ts'
import type { RefundRequestRow } from '../database/schema.ts'
import type { Transaction } from '../database/transactions.ts'

/** A refund request with its age in seconds by the database's clock. */
export interface AgedRequest extends RefundRequestRow {
  readonly age: number
}

export function readRequest(db: Database | Transaction, id: string): Promise<AgedRequest | undefined> {
  return db
    .selectFrom('refund_requests')
    .selectAll()
    .select(sql<number>`extract(epoch from ${databaseNow} - reserved_at)::float8`.as('age'))
    .where('id', '=', id)
    .executeTakeFirst()
}
