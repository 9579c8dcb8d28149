/**
 * News that tabs changed, from the process that changed them to every process that shows them, both ends of it: told after the commit, and those of a moment together. Inside the
 * transactions themselves it would have all commits of the cluster wait for each other.
 */
import * as z from 'zod/mini'
import type { InvoiceId, StoreId } from '../contract/ids.ts'
import type { Database } from './connection.ts'
import { prepared } from './prepared.ts'

/** A tab that changed; a null invoice stands for all of the store. */
export interface Change {
  readonly store: StoreId
  readonly invoice: InvoiceId | null
}

const Pairs = z.array(z.tuple([z.string(), z.nullable(z.string())]))
const Proof = z.object({ proof: z.string() })

export interface News {
  /** Has it told within 20 ms. It is a hint: where telling fails, who watches finds out by reading versions. */
  tell(changes: readonly Change[]): void
  /** Resolves once all that was said so far is told. */
  told(): Promise<void>
}

/** The channel of what changed: a JSON array of pairs of store and invoice, or a proof. */
export const TAB_CHANNEL = 'jeweltrak_tab'

/** Milliseconds between two notifications. */
const GATHERED_FOR = 20

/** Changes in one notification: PostgreSQL takes less than 8,000 bytes, and an invoice’s id has 128 characters at most. */
const AT_ONCE = 20

const notify = prepared('notify_of_changes', `select pg_notify($1, $2)`)

/** Sends what a process that listens knows its own words by. */
export async function sendProof(db: Database, proof: string): Promise<void> {
  await notify(db, TAB_CHANNEL, JSON.stringify({ proof }))
}

export function createNews(db: Database, onError: (error: unknown) => void): News {
  let waiting = new Map<string, Change>()
  let telling: Promise<void> | null = null

  const tellAll = async (): Promise<void> => {
    while (waiting.size > 0) {
      const pairs = [...waiting.values()].map(({ store, invoice }) => [store, invoice])
      waiting = new Map()
      for (let from = 0; from < pairs.length; from += AT_ONCE)
        await notify(db, TAB_CHANNEL, JSON.stringify(pairs.slice(from, from + AT_ONCE))).catch(onError)
      // What comes meanwhile goes together.
      const { promise, resolve } = Promise.withResolvers<void>()
      setTimeout(resolve, GATHERED_FOR)
      await promise
    }
    telling = null
  }

  return {
    tell(changes) {
      for (const change of changes) waiting.set(JSON.stringify([change.store, change.invoice]), change)
      if (waiting.size > 0) telling ??= tellAll()
    },
    told: () => telling ?? Promise.resolve(),
  }
}

/** What was heard, from whichever process; what is none of these words says nothing. */
export function parseNews(payload: string | undefined): { readonly proof: string } | { readonly changes: readonly Change[] } {
  try {
    const news: unknown = JSON.parse(payload ?? '')
    const pairs = Pairs.safeParse(news).data ?? []
    return Proof.safeParse(news).data ?? { changes: pairs.map(([store, invoice]) => ({ store, invoice })) }
  } catch {
    return { changes: [] }
  }
}
