/**
 * Statements that are sent often: their text is made once, and PostgreSQL plans them once for each connection. What a partial
 * index is found by is written out in them: a plan that serves all values can't go by the value of one. An array that is unnested
 * is put as `(select $1::text[])` where it often has one element: PostgreSQL would find planning for each call cheaper else.
 */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Sends the statement with these values and returns its rows. */
export type Prepared<Row> = (db: Kysely<Schema>, ...values: readonly unknown[]) => Promise<Row[]>

const names = new Map<string, string>()
const writes = new Set<string>()
const unanswered = new WeakSet<CompiledQuery>()

/** `name` is what PostgreSQL knows it by, and whoever reads its statistics. */
export function prepared<Row>(name: string, text: string): Prepared<Row> {
  const sent = register(name, text)
  return async (db, ...values) => {
    const query: CompiledQuery<Row> = CompiledQuery.raw(sent, [...values])
    return (await db.executeQuery(query)).rows
  }
}

/**
 * One that writes and whose answer nothing waits for within its transaction: it costs no round trip. Where it fails, the next
 * statement does, or the commit. Its rows are there once the transaction is committed.
 */
export function preparedWrite<Row = never>(name: string, text: string): Prepared<Row> {
  const sent = register(name, text)
  writes.add(sent)
  return async (db, ...values) => {
    const query: CompiledQuery<Row> = CompiledQuery.raw(sent, [...values])
    unanswered.add(query)
    return (await db.executeQuery(query)).rows
  }
}

function register(name: string, text: string): string {
  const sent = text.replaceAll(/\s+/g, ' ').trim()
  if (names.has(sent) || [...names.values()].includes(name)) throw new Error(`The statement ${name} is prepared already.`)
  names.set(sent, name)
  return sent
}

/** What PostgreSQL is to know a statement by; undefined where it is not prepared. */
export function nameOf(text: string): string | undefined {
  return names.get(text)
}

/** Whether nothing waits for the answer. */
export function isUnanswered(query: CompiledQuery): boolean {
  return unanswered.has(query)
}

/** The statements that are prepared, by name. */
export function preparedStatements(): ReadonlyMap<string, string> {
  return new Map([...names].map(([text, name]) => [name, text]))
}
