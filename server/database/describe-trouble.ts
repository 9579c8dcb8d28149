/** What PostgreSQL and the network say, by their codes, and what to do about it. */
import { DatabaseUnavailable } from './unavailable.ts'

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database does not answer at DATABASE_URL: start it, or correct the address.',
  ENOTFOUND: 'The host in DATABASE_URL is not known: correct the address.',
  EAI_AGAIN: 'The host in DATABASE_URL can’t be resolved right now: check the network and the address.',
  ETIMEDOUT: 'The database at DATABASE_URL did not answer in time: check the network and the address.',
  ENOENT: 'The socket in DATABASE_URL does not exist: start PostgreSQL, or correct the address.',
  '25006': 'The database takes no changes: it is a standby or set to read only. Point DATABASE_URL at the primary.',
  '28P01': 'The database refused the password in DATABASE_URL: correct it.',
  '28000': 'The database refused the user in DATABASE_URL: correct it, or let the user in.',
  '3D000': 'The database named in DATABASE_URL does not exist: make it with `createdb`, or correct the name.',
  '42501': 'The user in DATABASE_URL may not do what is needed: let it own the database.',
  '42P01': 'The database lacks the tables: check that it is the right one, and start the server anew or say `migrate`.',
  '53100': 'The database’s disk is full: make room on it.',
  '53200': 'The database’s machine has no memory left: give it more, or stop something that uses it.',
  '53300': 'PostgreSQL has no connection left: raise max_connections, or stop something that uses them.',
  '57P01': 'PostgreSQL was stopped or cut the connection: start it, or wait until it is back.',
  '57P03': 'PostgreSQL is starting or stopping: wait until it is back.',
}

/** What ails the database, in one sentence that says what to do; null where that is not known. */
export function describeDatabaseTrouble(error: unknown): string | null {
  return SENTENCES[codeOf(error)] ?? null
}

/** Node reports a host with several addresses as one error with an error for each. */
function codeOf(error: unknown): string {
  if (error instanceof DatabaseUnavailable) return codeOf(error.cause)
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
