import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Change } from './news.ts'
import { preparedWrite } from './prepared.ts'
import type { NewAuditEntry } from './schema.ts'
import type { Transaction } from './transactions.ts'

/** An invoice of which the tab changed; null stands for all of the store. */
export interface Touched {
  readonly store: StoreId
  readonly invoice: InvoiceId | null
  /** Whether the invoice's last comparison with Stripe no longer says how it stands. */
  readonly isOutdated: boolean
}

/**
 * That a refund was recorded the log says once: what was recorded before and lost since is written as a change that restores
 * it. The charge is locked, so nobody else writes of its refunds meanwhile.
 */
const writeEntriesAndVersions = preparedWrite<Change>(
  'write_entries_and_versions',
  `with
    entry as (
      select given.*, given.action = 'stripe_refund_recorded' and (
        select true from audit_entries as earlier
        where earlier.store = given.store and earlier.refund = given.refund and earlier.action = 'stripe_refund_recorded'
        limit 1
      ) is not null as is_restored
      from (
        select given.*, place from json_array_elements($1::json) with ordinality as element(it, place)
        cross join lateral json_to_record(it) as given(
          store text, invoice text, action text, actor_name text, via text, payment text, charge text, refund text, amount bigint,
          currency text, data jsonb
        )
      ) as given
    ),
    written as (
      insert into audit_entries (store, invoice, action, actor_name, via, payment, charge, refund, amount, currency, data)
      select store, invoice, case when is_restored then 'stripe_refund_changed' else action end, actor_name, via, payment, charge, refund,
        amount, currency, coalesce(data, '{}') || case when is_restored then '{"restored": true}' else '{}' end::jsonb
      from entry order by place
    ),
    touched as (select * from unnest($2::text[], $3::text[], $4::boolean[]) as touched(store, invoice, is_outdated)),
    tabs as (
      update invoices set version = version + 1, sync_outdated = sync_outdated or is_outdated from touched
      where invoices.store = touched.store and invoices.id = touched.invoice
      returning invoices.store, invoices.id as invoice, invoices.version
    ),
    whole as (
      update stores set version = version + 1 from touched where stores.id = touched.store and touched.invoice is null
      returning stores.id as store
    )
  select store, invoice from tabs union all select store, null from whole`,
)

/** Writes the entries, and that these tabs changed. What it returns is there once the transaction is committed. */
export function writeLast(tx: Transaction, entries: readonly NewAuditEntry[], touched: readonly Touched[]): Promise<readonly Change[]> {
  const sorted = touched.toSorted(byInvoice)
  return writeEntriesAndVersions(
    tx,
    JSON.stringify(entries),
    sorted.map(({ store }) => store),
    sorted.map(({ invoice }) => invoice),
    sorted.map(({ isOutdated }) => isOutdated),
  )
}

function byInvoice(one: Touched, other: Touched): number {
  const [first, second] = [JSON.stringify([one.store, one.invoice]), JSON.stringify([other.store, other.invoice])]
  return first < second ? -1 : Number(first > second)
}
