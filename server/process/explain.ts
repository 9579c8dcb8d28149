import { EmbeddedPostgresError } from '../embedded-postgres/embedded-postgres.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'
import { ApiError, ConfigError, StripeUnavailable } from '../context/errors.ts'
import { PROBLEMS } from '../contract/problems.ts'

/** What PostgreSQL and the network say, by their codes, and what to do about it. */
const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database does not answer at DATABASE_URL: start it, or correct the address.',
  ENOTFOUND: 'The host in DATABASE_URL is not known: correct the address.',
  EAI_AGAIN: 'The host in DATABASE_URL can’t be resolved right now: check the network and the address.',
  ETIMEDOUT: 'The database at DATABASE_URL did not answer in time: check the network and the address.',
  ENOENT: 'The socket in DATABASE_URL does not exist: start PostgreSQL, or correct the address.',
  '28P01': 'The database refused the password in DATABASE_URL: correct it.',
  '28000': 'The database refused the user in DATABASE_URL: correct it, or let the user in.',
  '3D000': 'The database named in DATABASE_URL does not exist: make it with `createdb`, or correct the name.',
  '42501': 'The user in DATABASE_URL may not do what is needed: let it own the database.',
  '53300': 'PostgreSQL has no connection left: raise max_connections, or stop something that uses them.',
}

const UNAVAILABLE = 'The database at DATABASE_URL did not answer in time, or something else has its locks: check it, then try again.'

/** What went wrong as one clear sentence, for what a person can mend; null for a fault of ours. */
export function explain(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof EmbeddedPostgresError) return error.message
  if (error instanceof ApiError) return error.message === '' ? PROBLEMS[error.code].title : error.message
  if (error instanceof StripeUnavailable) return 'Stripe can’t be read: check STRIPE_SECRET_KEY, STRIPE_API_URL and the network.'
  return SENTENCES[codeOf(error)] ?? (error instanceof DatabaseUnavailable ? UNAVAILABLE : null)
}

/** Node reports a host with several addresses as one error with an error for each. */
function codeOf(error: unknown): string {
  if (error instanceof DatabaseUnavailable) return codeOf(error.cause)
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
