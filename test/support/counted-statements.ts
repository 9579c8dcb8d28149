/** Counts what a call says to PostgreSQL: as a whole, since a test asserts no times, and how often it waits for a disk. */
import { connect, type Database } from '../../server/database/connection.ts'

export interface Counted {
  /** What was sent and waited for, the beginning and the end of a transaction included. A write by itself is one. */
  readonly statements: readonly string[]
  /** Transactions that may have written: PostgreSQL waits for the disk at the end of each. */
  readonly commits: number
}

export interface CountedConnection {
  readonly db: Database
  /** What `work` says over `db`, which nobody else may use meanwhile. */
  count(work: () => Promise<unknown>): Promise<Counted>
  close(): Promise<void>
}

export function connectCounting(url: string): CountedConnection {
  let statements: string[] = []
  let commits = 0
  const { db, pool, close } = connect({ url, maxConnections: 4, onError: () => {} })
  pool.on('connect', (client) => {
    let transaction: 'none' | 'of_one_write' | 'reading' | 'writing' = 'none'
    const note = (text: string): void => {
      if (text.startsWith('begin;')) transaction = 'of_one_write'
      else if (text === 'commit') {
        if (transaction !== 'of_one_write') statements.push(text)
        if (transaction !== 'reading') commits += 1
        transaction = 'none'
      } else {
        statements.push(text)
        if (text.startsWith('start transaction')) transaction = /^[^;]*read only/.test(text) ? 'reading' : 'writing'
      }
    }
    client.query = new Proxy(client.query, {
      apply(query, self, args: unknown[]) {
        note(String(args[0]))
        return Reflect.apply(query, self, args)
      },
    })
  })
  return {
    db,
    async count(work) {
      statements = []
      commits = 0
      await work()
      return { statements, commits }
    },
    close,
  }
}
