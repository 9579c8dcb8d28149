import type { Transaction as KyselyTransaction } from 'kysely'
import type { Schema } from './schema.ts'

/** An open transaction. No call to Stripe may be made while one lives. */
export type Transaction = KyselyTransaction<Schema>
