/** What PostgreSQL and its driver throw where the database can't be reached, is locked or is too busy, made into one. */
import pg from 'pg'

/** Nothing was done, or, where the connection broke in a commit, nobody here knows: repeating it is right, with the same key. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
}

/** Classes and codes of SQLSTATE; see "PostgreSQL Error Codes" in its documentation. */
const SQLSTATES = [
  '08', // connection exceptions
  '53', // no connection, memory or disk left
  '57', // a statement that took too long (57014), a server that stops or starts
  '55P03', // a lock that was not had in time
  '25P03', // a transaction that stood idle
  '25006', // a primary that became a standby under our connections
  '40001', // a transaction to be repeated
  '40P01', // a deadlock, of which we were the victim
]

/** The driver's own errors have no codes. */
const WORDS = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (has encountered|was closed))/

/** `error`, as DatabaseUnavailable where it is of that kind; its cause says which. */
export function withUnavailable(error: unknown): unknown {
  return isUnavailable(error) ? new DatabaseUnavailable('The database can’t be reached, is locked or too busy', { cause: error }) : error
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  if (error instanceof pg.DatabaseError) return SQLSTATES.some((state) => error.code?.startsWith(state) === true)
  if (!(error instanceof Error)) return false
  // What Node says of sockets and names of hosts names the system's call.
  return 'syscall' in error || WORDS.test(error.message)
}
