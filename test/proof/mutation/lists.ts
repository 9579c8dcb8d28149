/** What mutation testing alters, and which tests must notice. */

export interface MutationList {
  /** Files, or single lines of files as `path:line-line`. */
  readonly mutate: readonly string[]
  readonly testFiles: readonly string[]
  /** The least share of mutations, in percent, that must be noticed. */
  readonly least: number
  /** True where the tests need PostgreSQL: one serves them all. */
  readonly onPostgres: boolean
  /** Node's arguments for each of these processes. */
  readonly nodeArgs?: readonly string[]
}

/** Every mutation of what is pure, by tests that need nothing but themselves. */
const RULES: MutationList = {
  mutate: ['server/domain/*.ts', 'server/contract/money.ts', 'server/contract/currency-rules.ts', 'server/contract/parse-amount.ts'],
  testFiles: ['test/server/domain/*.test.ts', 'test/contract/money.test.ts'],
  least: 90,
  onPostgres: false,
}

/** Where what others say becomes ours: Stripe's objects and answers, the bodies and headers of calls. */
const EDGES: MutationList = {
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
  onPostgres: false,
}

/** What the elements decide without a page, by the tests of it that Node can run. */
const WIDGET: MutationList = {
  mutate: [
    'widget/tab/changes.ts',
    'widget/shared/api/keyed-request.ts',
    'widget/shared/api/errors.ts',
    'widget/shared/api/session.ts',
    'widget/shared/api/server-sent-events.ts',
  ],
  testFiles: [
    'test/widget/changes.test.ts',
    'test/widget/keyed-request.test.ts',
    'test/widget/session.test.ts',
    'test/widget/errors.test.ts',
    'test/widget/server-sent-events.test.ts',
  ],
  least: 85,
  onPostgres: false,
  nodeArgs: ['--import', './test/proof/mutation/elements-in-node.ts'],
}

/** A room of the server that works on the database: its tests take seconds, so only the mutations of some lines are tried. */
function room(name: string, ...besides: readonly string[]): MutationList {
  return {
    mutate: [`server/${name}/*.ts`],
    testFiles: [...[name, ...besides].map((folder) => `test/server/${folder}/*.test.ts`), 'test/server/statements.test.ts'],
    least: 75,
    onPostgres: true,
  }
}

/** Those of which every mutation is tried. */
export const WHOLE: Readonly<Record<string, MutationList>> = { rules: RULES, edges: EDGES, widget: WIDGET }

/** Those of which a sample is. */
export const ROOMS: Readonly<Record<string, MutationList>> = {
  ledger: room('ledger'),
  refunds: room('refunds', 'sync'),
  inbox: room('inbox'),
  sync: room('sync', 'refunds'),
  tab: room('tab', 'ledger'),
  reconciliation: room('reconciliation'),
}
