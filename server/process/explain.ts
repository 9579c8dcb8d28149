import { EmbeddedPostgresError } from '../embedded-postgres/embedded-postgres.ts'
import { describeDatabaseTrouble } from '../database/describe-trouble.ts'
import { DatabaseIsNewer } from '../database/migrate.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'
import { ApiError, ConfigError, StripeUnavailable } from '../context/errors.ts'
import { PROBLEMS } from '../contract/problems.ts'

const UNAVAILABLE = 'The database at DATABASE_URL did not answer in time, or something else has its locks: check it, then try again.'

/** What went wrong as one clear sentence, for what a person can mend; null for a fault of ours. */
export function explain(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof EmbeddedPostgresError || error instanceof DatabaseIsNewer) return error.message
  if (error instanceof ApiError) return error.message === '' ? PROBLEMS[error.code].title : error.message
  if (error instanceof StripeUnavailable) return 'Stripe can’t be read: check STRIPE_SECRET_KEY, STRIPE_API_URL and the network.'
  return describeDatabaseTrouble(error) ?? (error instanceof DatabaseUnavailable ? UNAVAILABLE : null)
}
