/** What mutation testing alters, and which tests must notice. */

export interface MutationList {
  /** Files, or single lines of files as `path:line-line`. */
  readonly mutate: readonly string[]
  readonly testFiles: readonly string[]
  /** The least share of mutations, in percent, that must be noticed. */
  readonly least: number
  /** Whether the tests work on PostgreSQL, so that one is started for all of them. */
  readonly usesPostgres: boolean
}

/** Every mutation of what is pure, by tests that need nothing but themselves. */
export const RULES: MutationList = {
  mutate: ['server/domain/*.ts', 'server/contract/money.ts'],
  testFiles: ['test/server/domain/*.test.ts', 'test/contract/money.test.ts'],
  least: 90,
  usesPostgres: false,
}

/** Where what others say becomes ours: Stripe's objects and answers, the bodies and headers of calls. */
export const EDGES: MutationList = {
  mutate: [
    'server/stripe/objects/*.ts',
    'server/stripe/create-refund.ts',
    'server/http/as-api-error.ts',
    'server/http/describe-issues.ts',
    'server/http/known-version.ts',
    'server/http/json.ts',
    'server/http/rate-limit.ts',
  ],
  testFiles: [
    'test/server/stripe/objects.test.ts',
    'test/server/stripe/times.test.ts',
    'test/server/stripe/create-refund.test.ts',
    'test/server/stripe/one-attempt.test.ts',
    'test/server/http/json.test.ts',
    'test/server/http/rate-limit.test.ts',
  ],
  least: 85,
  usesPostgres: false,
}

/** What writes the books and asks for refunds. Its tests take seconds, so only the mutations of some lines are tried. */
export const BOOKS: MutationList = {
  mutate: ['server/ledger/*.ts', 'server/refunds/*.ts', 'server/inbox/*.ts'],
  testFiles: ['test/server/ledger/*.test.ts', 'test/server/refunds/*.test.ts', 'test/server/inbox/*.test.ts'],
  least: 60,
  usesPostgres: true,
}
