/**
 * A refund that came to nothing may be paid out in several parts; and what Stripe moves on the store's balance is told in
 * the balance's own currency, never as if it were the charge's.
 */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table payments rename column settles to replaces`,
  `drop index one_settlement_per_refund`,
  `create index payouts_of_refund on payments (replaces) where replaces is not null and removed_at is null`,

  // Of fees that are held the currency is not known: they are read again.
  `update charges set fee = null where fee is not null`,
  `alter table charges
    add column fee_currency text,
    add constraint charges_fee_has_its_currency check ((fee is null) = (fee_currency is null))`,

  `alter table disputes
    -- What became of the disputed money on the store's balance.
    add column funds text not null default 'unmoved' check (funds in ('unmoved', 'withdrawn', 'returned')),
    add column case_type text,
    add column fee_currency text`,
  `update disputes set
    funds = case when withdrawn > 0 then 'withdrawn' when fee is not null then 'returned' else 'unmoved' end,
    fee = null`,
  `alter table disputes
    alter column funds drop default,
    drop column withdrawn,
    add constraint disputes_fee_has_its_currency check ((fee is null) = (fee_currency is null))`,
  `update charges set compare_wanted_at = date_trunc('milliseconds', now())
    where exists (select from disputes where disputes.store = charges.store and disputes.charge = charges.id)`,
]
