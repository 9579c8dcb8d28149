/**
 * Locks. Whoever changes what a charge adds up to locks its invoice first and then the charge, each in the order of their ids, so
 * that no two wait for each other for ever. Sums are read after the lock, in a statement of their own, or they would be older than
 * it.
 */
import type { ChargeId, InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import { invoiceTransaction, type Books } from './invoice-transaction.ts'
import { prepared, preparedWrite } from './prepared.ts'
import type { ChargeRow, InvoiceRow } from './schema.ts'
import { inLockOrder, storeArrays, storeKey, type OfStore } from './store-key.ts'
import type { Transaction } from './transactions.ts'

/**
 * Locks an invoice's id, whether or not there is such an invoice yet: taken before {@link lockInvoice} by who creates
 * one and by who checks whether a charge's invoice exists, so that neither misses the other.
 */
export async function lockInvoiceId(tx: Transaction, store: StoreId, invoice: InvoiceId): Promise<void> {
  await lockId(tx, storeKey({ store, id: invoice }))
}

/** Whoever has to wait for it does so before his next statement. */
const lockId = preparedWrite('lock_invoice_id', `select pg_advisory_xact_lock(hashtextextended($1, 0))`)

const lockIds = preparedWrite(
  'lock_invoice_ids',
  `select pg_advisory_xact_lock(hashtextextended(key, 0)) from (select key from unnest($1::text[]) with ordinality as keys(key, place) order by place) as keys`,
)

/** The same for several. */
export async function lockInvoiceIds(tx: Transaction, invoices: readonly OfStore[]): Promise<void> {
  if (invoices.length > 0) await lockIds(tx, inLockOrder(invoices).map(storeKey))
}

const lockRows = prepared<InvoiceRow>('lock_invoices', `select * from invoices where store = $1 and id = any($2) order by id for update`)

/** Those of these invoices that are known, locked until the transaction ends. */
export async function lockInvoices(tx: Transaction, store: StoreId, invoices: readonly InvoiceId[]): Promise<InvoiceRow[]> {
  return invoices.length === 0 ? [] : lockRows(tx, store, invoices)
}

/** The invoice, locked until the transaction ends. */
export async function lockInvoice(tx: Transaction, store: StoreId, invoice: InvoiceId): Promise<InvoiceRow | undefined> {
  return (await lockInvoices(tx, store, [invoice]))[0]
}

/** What is to be locked. */
export interface ChargesToLock {
  readonly store: StoreId
  readonly charges: readonly ChargeId[]
  /** The invoices of these charges, where the caller knows them; else they are read first. */
  readonly invoices?: readonly InvoiceId[] | undefined
}

/**
 * Runs `work` in a transaction that has `charges` and their invoices locked. A charge whose invoice is not among those that
 * were locked makes it start over. Charges that are not known here are left out.
 */
export async function withChargesLocked<T>(
  books: Books,
  { store, charges, invoices: known }: ChargesToLock,
  work: (tx: Transaction, charges: ReadonlyMap<ChargeId, ChargeRow>) => Promise<T>,
): Promise<T> {
  const wanted = [...new Set(charges)].toSorted()
  for (let isFirst = true; ; isFirst = false) {
    const invoices = isFirst && known !== undefined ? [...new Set(known)].toSorted() : await invoicesOf(books.db, store, wanted)
    const outcome = await invoiceTransaction(books, store, invoices, async (tx) => {
      await lockInvoices(tx, store, invoices)
      const locked = await lockCharges(tx, store, wanted)
      const moved = locked.some((charge) => charge.invoice !== null && !invoices.includes(charge.invoice))
      return moved ? null : { value: await work(tx, new Map(locked.map((charge) => [charge.id, charge]))) }
    })
    if (outcome !== null) return outcome.value
  }
}

async function invoicesOf(db: Database, store: StoreId, charges: readonly ChargeId[]): Promise<string[]> {
  if (charges.length === 0) return []
  const rows = await db
    .selectFrom('charges')
    .select('invoice')
    .distinct()
    .where('store', '=', store)
    .where('id', 'in', charges)
    .where('invoice', 'is not', null)
    .execute()
  return rows.flatMap((row) => row.invoice ?? []).toSorted()
}

const lockChargeRows = prepared<ChargeRow>('lock_charges', `select * from charges where store = $1 and id = any($2) order by id for update`)

/** These charges as far as they are known here, locked until the transaction ends; their invoices must be locked. */
export async function lockCharges(tx: Transaction, store: StoreId, charges: readonly ChargeId[]): Promise<ChargeRow[]> {
  return charges.length === 0 ? [] : lockChargeRows(tx, store, charges)
}

const tryIds = prepared<OfStore>(
  'try_invoice_ids',
  `select store, id from unnest($1::text[], $2::text[], $3::text[]) as wanted(store, id, key)
  where pg_try_advisory_xact_lock(hashtextextended(key, 0))`,
)

const lockFree = prepared<InvoiceRow & { readonly is_free: boolean }>(
  'lock_free_invoices',
  `with wanted as (select * from unnest($1::text[], $2::text[]) as wanted(store, id)),
    free as materialized (
      select invoices.* from wanted join invoices on invoices.store = wanted.store and invoices.id = wanted.id
      order by invoices.store, invoices.id for update of invoices skip locked
    )
  select free.*, true as is_free from free
  union all
  select invoices.*, false from wanted join invoices on invoices.store = wanted.store and invoices.id = wanted.id
  where not exists (select from free where free.store = wanted.store and free.id = wanted.id)`,
)

const lockFreeRows = prepared<ChargeRow>(
  'lock_free_charges',
  `select charges.* from unnest($1::text[], $2::text[]) as wanted(store, id)
  join charges on charges.store = wanted.store and charges.id = wanted.id
  order by charges.store, charges.id for update of charges skip locked`,
)

/** What was had without waiting for anybody, by their keys. */
export interface FreeLocks {
  /** Ids of invoices, whether or not there are such invoices. */
  readonly ids: ReadonlySet<string>
  /** Null where another has it; those that are not known are left out. */
  readonly invoices: ReadonlyMap<string, InvoiceRow | null>
  readonly charges: ReadonlyMap<string, ChargeRow>
}

/**
 * Locks as many of these as nobody else has, in the order of all locks: for who does many things at once, and leaves the rest for
 * later. A charge whose invoice was not had is not locked for what is done about it.
 */
export async function lockWhatIsFree(
  tx: Transaction,
  {
    ids,
    invoices,
    charges,
  }: { readonly ids: readonly OfStore[]; readonly invoices: readonly OfStore[]; readonly charges: readonly OfStore[] },
): Promise<FreeLocks> {
  const wanted = inLockOrder(ids)
  const had = wanted.length === 0 ? [] : await tryIds(tx, ...storeArrays(wanted), wanted.map(storeKey))
  const all = inLockOrder([...invoices, ...had])
  const locked = all.length === 0 ? [] : await lockFree(tx, ...storeArrays(all))
  const rows = charges.length === 0 ? [] : await lockFreeRows(tx, ...storeArrays(inLockOrder(charges)))
  return {
    ids: new Set(had.map(storeKey)),
    invoices: new Map(locked.map(({ is_free: isFree, ...invoice }) => [storeKey(invoice), isFree ? invoice : null])),
    charges: new Map(rows.map((charge) => [storeKey(charge), charge])),
  }
}
