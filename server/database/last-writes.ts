import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { NotificationType } from '../contract/notifications.ts'
import { COUNTED } from '../domain/balance.ts'
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

/** What a store's endpoints are told. Of an invoice's balance the facts are its sums, once these writes are made. */
export interface Told {
  readonly store: StoreId
  readonly type: NotificationType
  readonly invoice: InvoiceId | null
  readonly facts: object
}

/** What a transaction writes last. */
export interface LastWrites {
  readonly entries: readonly NewAuditEntry[]
  readonly touched: readonly Touched[]
  readonly told: readonly Told[]
}

const COUNTED_STATUSES = COUNTED.map((status) => `'${status}'`).join(', ')

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
    outbox as (
      insert into notifications (store, endpoint, type, invoice, facts)
      select endpoints.store, endpoints.id, told.type, told.invoice,
        case when told.type = 'invoice.balance_changed' then (
          select jsonb_build_object('currency', currency, 'total', total, 'paid', coalesce((
            select sum(amount) from payments
            where payments.store = invoices.store and payments.invoice = invoices.id and removed_at is null
              and status in (${COUNTED_STATUSES})
          ), 0))
          from invoices where invoices.store = told.store and invoices.id = told.invoice
        ) else told.facts end
      from json_array_elements($5::json) with ordinality as element(it, place)
        cross join lateral json_to_record(it) as told(store text, type text, invoice text, facts jsonb)
        join endpoints on endpoints.store = told.store
      order by place
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

/** Writes the entries, that these tabs changed, and what is to be told. What it returns is there once the transaction is committed. */
export function writeLast(tx: Transaction, { entries, touched, told }: LastWrites): Promise<readonly Change[]> {
  const sorted = touched.toSorted(byInvoice)
  return writeEntriesAndVersions(
    tx,
    JSON.stringify(entries),
    sorted.map(({ store }) => store),
    sorted.map(({ invoice }) => invoice),
    sorted.map(({ isOutdated }) => isOutdated),
    JSON.stringify(balancesLast(told)),
  )
}

/** An invoice's balance is told once, however often it changed. */
function balancesLast(told: readonly Told[]): readonly Told[] {
  const isBalance = ({ type }: Told): boolean => type === 'invoice.balance_changed'
  const balances = new Map(
    told
      .filter(isBalance)
      .map(({ facts: _facts, ...balance }) => [JSON.stringify([balance.store, balance.invoice]), { ...balance, facts: {} }]),
  )
  return [...told.filter((news) => !isBalance(news)), ...balances.values()]
}

function byInvoice(one: Touched, other: Touched): number {
  const [first, second] = [JSON.stringify([one.store, one.invoice]), JSON.stringify([other.store, other.invoice])]
  return first < second ? -1 : Number(first > second)
}
