import type { FormObject } from './form.ts'

/**
 * One API request as it was received. `acted`: this very request was executed and changed something; a replay or a refusal did
 * not. `startedOrder` and `endedOrder` count on from one counter, so that two requests that overlapped are told apart even while
 * the clock stands still.
 */
export interface JournalEntry {
  readonly id: string
  readonly account: string | null
  readonly method: string
  readonly path: string
  readonly params: FormObject
  readonly idempotencyKey: string | null
  readonly startedAt: string
  readonly startedOrder: number
  status: number | null
  outcome: 'answered' | 'replayed' | 'cut' | 'under_way'
  acted: boolean
  endedAt: string | null
  endedOrder: number | null
}

type Opening = Pick<JournalEntry, 'id' | 'account' | 'method' | 'path' | 'params' | 'idempotencyKey'>

export interface Journal {
  /** Newest last; the last 10,000 requests. */
  entries(): readonly JournalEntry[]
  start(opening: Opening): JournalEntry
  end(entry: JournalEntry, result: Pick<JournalEntry, 'status' | 'outcome'>): void
  clear(): void
}

const kept = 10_000

export function createJournal(clock: () => Date): Journal {
  const entries: JournalEntry[] = []
  let order = 0
  return {
    entries: () => entries,
    start(opening) {
      const entry: JournalEntry = {
        ...opening,
        startedAt: clock().toISOString(),
        startedOrder: (order += 1),
        status: null,
        outcome: 'under_way',
        acted: false,
        endedAt: null,
        endedOrder: null,
      }
      entries.push(entry)
      if (entries.length > kept * 1.1) entries.splice(0, entries.length - kept)
      return entry
    },
    end(entry, result) {
      Object.assign(entry, result)
      entry.endedAt = clock().toISOString()
      entry.endedOrder = order += 1
    },
    clear() {
      entries.length = 0
    },
  }
}
