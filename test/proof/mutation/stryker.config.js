/**
 * `npm run proof -- mutation`: changes code in every small way, one at a time, and expects its tests to notice. Which code and
 * which tests says the environment, a list of `lists.ts`.
 */
const { mutate, testFiles, least, onPostgres, nodeArgs = [] } = JSON.parse(process.env['MUTATION_LIST'] ?? '{}')

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate,
  testRunner: 'tap',
  // A process for each test file that reaches the mutation, ended at its first failing test.
  tap: { testFiles, nodeArgs: ['--test-reporter=tap', ...nodeArgs, '-r', '{{hookFile}}', '{{testFile}}'], forceBail: true },
  disableTypeChecks: true,
  ignorePatterns: ['**', '!server/**', '!widget/**', '!test/**', '!demo/**'],
  // A test that waits for a row waits up to half a minute before it fails, the first one lays out the tables, and the machine is busy.
  dryRunTimeoutMinutes: 20,
  timeoutMS: onPostgres ? 90_000 : 10_000,
  ...(onPostgres ? { concurrency: 1 } : {}),
  thresholds: { high: 98, low: 95, break: least },
  plugins: ['@stryker-mutator/*', './test/proof/mutation/tell.js'],
  reporters: ['clear-text', 'tell', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
  htmlReporter: { fileName: '.cache/mutation.html' },
  tempDirName: '.cache/mutation',
}
