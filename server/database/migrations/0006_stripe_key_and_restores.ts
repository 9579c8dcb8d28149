/** What a refund says at Stripe of who asked for it, and what stops the refunds of a store. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table stores
    -- Grows with what changes in all tabs of the store at once.
    add column version bigint not null default 0,
    -- Since when these books are known to be older than Stripe, as after a restored backup; null once they match again.
    add column restored_at timestamptz,
    -- Since when Stripe does not accept the key, and when it was last tried; null while it does.
    add column stripe_key_refused_at timestamptz,
    add column stripe_key_tried_at timestamptz`,

  // The digest of the caller's key, which Stripe is told. Requests of before were asked for without it, and stay so.
  `alter table refund_requests add column key_digest text`,

  // A key belongs to who used it, and is known by its digest, which is all that Stripe gives back after a restore.
  `alter table idempotency_keys rename column key to digest`,
  `update idempotency_keys as used set digest = encode(sha256(convert_to(
      used.invoice || E'\\n' || used.digest || E'\\n' || case when made.via = 'host' then 'host' else 'actor' || E'\\n' || made.actor_id end,
      'UTF8')), 'hex')
    from (select id, via, actor_id from refund_requests
      union all select id, via, actor_id from payments where kind = 'book') as made
    where made.id = used.made`,
]
