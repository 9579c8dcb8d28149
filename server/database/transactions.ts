/**
 * Transactions, and what they write last: entries of the audit log and what has changed are gathered while one works and sent
 * in one statement, together with its commit. What changed is told after it.
 */
import type { Transaction as KyselyTransaction } from 'kysely'
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import { writeLast, type Told, type Touched } from './last-writes.ts'
import type { Change, News } from './news.ts'
import type { NewAuditEntry, Schema } from './schema.ts'

/** An open transaction. No call to Stripe may be made while one lives. */
export type Transaction = KyselyTransaction<Schema>

/** What is to be written before the transaction commits. */
interface Gathered {
  readonly entries: NewAuditEntry[]
  /** By store and invoice, which is null for all of the store; each changed once, however often that is said. */
  readonly touched: Map<string, Touched>
  /** What the host's endpoints are told, in its order. */
  readonly told: Told[]
}

const gathered = new WeakMap<Transaction, Gathered>()

/** Runs `work` in a transaction, and tells the streams of what it changed once that is committed. */
export async function transaction<T>(
  { db, news }: { readonly db: Database; readonly news: News },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const { result, changed, told } = await db.transaction().execute(async (tx) => {
    const last: Gathered = { entries: [], touched: new Map(), told: [] }
    gathered.set(tx, last)
    const result = await work(tx)
    const isAnything = last.entries.length + last.touched.size + last.told.length > 0
    const changed = isAnything ? await writeLast(tx, { ...last, touched: [...last.touched.values()] }) : []
    return { result, changed, told: last.told }
  })
  // What changed is known once it is committed.
  news.tell([...changed, ...storesOf(told, changed)])
  return result
}

/** What needs a person from now on and is on no tab that changed: of its store's desk that is told all the same. */
function storesOf(told: readonly Told[], changed: readonly Change[]): Change[] {
  return told
    .filter(
      ({ type, store, invoice }) => type === 'attention.opened' && !changed.some((one) => one.store === store && one.invoice === invoice),
    )
    .map(({ store }) => ({ store, invoice: null }))
}

/** Has an entry written with the transaction. */
export function writeEntry(tx: Transaction, entry: NewAuditEntry): void {
  of(tx).entries.push(entry)
}

/** Has the store's endpoints told of what happened; of an invoice's balance once, after all else and as it is then. */
export function tell(tx: Transaction, news: Told): void {
  of(tx).told.push(news)
}

/**
 * Marks the invoice's tab as changed; once the transaction commits, every stream of it is told. `by`: where it was something of
 * Stripe's that changed, the invoice's last comparison with Stripe is out of date.
 */
export function touchInvoice(tx: Transaction, store: StoreId, invoice: InvoiceId, by: 'books' | 'stripe' = 'books'): void {
  const { touched } = of(tx)
  const key = JSON.stringify([store, invoice])
  touched.set(key, { store, invoice, isOutdated: by === 'stripe' || touched.get(key)?.isOutdated === true })
}

/** Marks all tabs of the store as changed, as {@link touchInvoice} does for one. */
export function touchStore(tx: Transaction, store: StoreId): void {
  of(tx).touched.set(JSON.stringify([store, null]), { store, invoice: null, isOutdated: false })
}

function of(tx: Transaction): Gathered {
  const last = gathered.get(tx)
  if (last === undefined) throw new Error('What is written last needs a transaction that was begun by transaction().')
  return last
}
