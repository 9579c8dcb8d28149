/** What the database itself refuses, whoever tries: to rewrite or forget money, the audit log, or an ended key. */
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% of % is refused: %', tg_op, tg_table_name, tg_argv[0] using errcode = 'restrict_violation';
  end $$`,
  `create trigger audit_only_grows before update or delete on audit_entries
    for each row execute function refuse_change('the audit log only grows')`,
  `create trigger audit_is_never_emptied before truncate on audit_entries
    for each statement execute function refuse_change('the audit log only grows')`,
  `create trigger payments_are_never_deleted before delete on payments
    for each row execute function refuse_change('payments stay as history')`,
  `create trigger payments_are_never_emptied before truncate on payments
    for each statement execute function refuse_change('payments stay as history')`,
  `create function refuse_rewriting_a_payment() returns trigger language plpgsql as $$
  begin
    if old.kind <> new.kind or old.id <> new.id or old.store <> new.store
      or old.charge is distinct from new.charge or old.refund is distinct from new.refund
      or old.currency <> new.currency
      or (old.kind <> 'charge' and old.amount <> new.amount)
      or (old.invoice is not null and old.invoice is distinct from new.invoice)
      or (old.removed_at is not null and (old.removed_at, old.removed_by) is distinct from (new.removed_at, new.removed_by)) then
      raise exception 'UPDATE of payments is refused: a row changes state, never what it stands for' using errcode = 'restrict_violation';
    end if;
    return new;
  end $$`,
  `create trigger payments_keep_what_they_stand_for before update on payments
    for each row execute function refuse_rewriting_a_payment()`,

  `create trigger keys_that_end_never_live_longer before update on api_keys
    for each row when (new.hash <> old.hash or coalesce(new.expires_at, 'infinity') > old.expires_at)
    execute function refuse_change('a key that has an end never lives longer')`,
  `create trigger keys_are_never_forgotten before delete on api_keys
    for each row execute function refuse_change('a key is never forgotten, so that it never comes back')`,
]
