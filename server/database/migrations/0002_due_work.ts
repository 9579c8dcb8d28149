/** The due columns say what is to be done and when; these say who does it, and until when nobody else should. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // A turn on a charge: one process works through what is due of it. It may call Stripe only under the lease besides.
  `alter table charges add column turn text, add column turn_until timestamptz`,

  // Who is applying the event, until its next attempt is due.
  `alter table events add column claimed_by text`,
  `create index events_due on events (store, next_attempt_at) where state = 'waiting'`,
  `create index events_due_of_charge on events (store, charge, next_attempt_at) where state = 'waiting'`,

  `create index refund_requests_due on refund_requests (store, next_attempt_at) where state = 'open'`,
  `create index refund_requests_due_of_charge on refund_requests (store, charge, next_attempt_at) where state = 'open'`,
  `create index charges_due on charges (store, compare_wanted_at) where compare_wanted_at is not null`,

  // Who reconciles the store, and until when unless he says that he goes on.
  `alter table stores add column reconciled_by text, add column reconciled_until timestamptz`,
]
