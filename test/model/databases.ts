/** Databases for many histories, one after the other: each history has a store of its own. */
import { openModelDatabase, type ModelDatabase } from './database.ts'

export interface ModelDatabases extends AsyncDisposable {
  /** A database, and the name of a store that is not in it yet. */
  next(): Promise<{ readonly database: ModelDatabase; readonly store: string }>
}

/** Stores that one database holds before another is taken: a poll for due work goes over all of them. */
const STORES = 250

/** `template` names what the databases are copies of: another one for a product with other migrations. */
export function openModelDatabases(template = 'model'): ModelDatabases {
  let database: ModelDatabase | null = null
  let stores = 0
  const close = async (): Promise<void> => {
    await database?.[Symbol.asyncDispose]()
    database = null
  }
  return {
    async next() {
      if (stores % STORES === 0) await close()
      database ??= await openModelDatabase(template)
      stores += 1
      return { database, store: String(stores) }
    },
    [Symbol.asyncDispose]: close,
  }
}
