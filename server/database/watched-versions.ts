import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import { prepared } from './prepared.ts'

export interface WatchedTab {
  readonly store: StoreId
  readonly invoice: InvoiceId
}

const versions = prepared<WatchedTab & { readonly version: number }>(
  'read_watched_versions',
  `select invoices.store, invoices.id as invoice, invoices.version + stores.version as version
  from unnest($1::text[], $2::text[]) as watched(store, invoice)
  join invoices on invoices.store = watched.store and invoices.id = watched.invoice
  join stores on stores.id = invoices.store`,
)

/** How often each of these tabs changed, in one query. */
export function readWatchedVersions(db: Database, watched: readonly WatchedTab[]): Promise<(WatchedTab & { readonly version: number })[]> {
  return versions(
    db,
    watched.map(({ store }) => store),
    watched.map(({ invoice }) => invoice),
  )
}
