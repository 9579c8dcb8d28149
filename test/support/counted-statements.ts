/** Counts what a call says to PostgreSQL: as a whole, since a test asserts no times, and how often it waits for a disk. */
import * as z from 'zod/mini'
import { connect } from '../../server/database/connection.ts'
import type { Database } from '../../server/database/connection.ts'

export interface Counted {
  /** What was sent, without the beginnings and ends of transactions. */
  readonly statements: readonly string[]
  /** How often an answer was waited for: what is sent together is waited for once. */
  readonly roundTrips: number
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
  let roundTrips = 0
  const { db, pool, close } = connect({ url, maxConnections: 4, onError: () => {} })
  pool.on('connect', (client) => {
    let isReading = false
    let onTheWay = 0
    const note = (text: string): void => {
      if (/^(begin|start transaction)/.test(text)) isReading = /^[^;]*read only/.test(text)
      else if (text === 'commit') commits += isReading ? 0 : 1
      else if (text !== 'rollback') statements.push(text)
    }
    client.query = new Proxy(client.query, {
      apply(query, self, args: unknown[]) {
        note(Sent.parse(args[0]).text)
        if (onTheWay === 0) roundTrips += 1
        onTheWay += 1
        const answer: unknown = Reflect.apply(query, self, args)
        Promise.resolve(answer).then(
          () => (onTheWay -= 1),
          () => (onTheWay -= 1),
        )
        return answer
      },
    })
  })
  return {
    db,
    async count(work) {
      statements = []
      commits = 0
      roundTrips = 0
      await work()
      return { statements, commits, roundTrips }
    },
    close,
  }
}

const Sent = z.object({ text: z.string() })
