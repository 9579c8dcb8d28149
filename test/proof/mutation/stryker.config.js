/**
 * `npm run proof -- mutation`: changes code in every small way, one at a time, and expects its tests to notice. Which code and
 * which tests says the environment, a list of `lists.ts`.
 */
const { mutate, testFiles, least, run, nodeArgs = [] } = JSON.parse(process.env['MUTATION_LIST'] ?? '{}')

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
const runner =
  run === 'together'
    ? { testRunner: 'command', commandRunner: { command: `node test/proof/mutation/until-first-failure.ts ${testFiles?.join(' ')}` } }
    : {
        testRunner: 'tap',
        tap: { testFiles, nodeArgs: ['--test-reporter=tap', ...nodeArgs, '-r', '{{hookFile}}', '{{testFile}}'] },
      }

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate,
  ...runner,
  ignorePatterns: ['**', '!server/**', '!widget/**', '!test/**', '!demo/**'],
  // A test that waits for a row waits up to ten seconds before it fails, and the first one lays out the tables.
  dryRunTimeoutMinutes: 15,
  timeoutMS: run === 'together' ? 60_000 : 5_000,
  thresholds: { high: 98, low: 95, break: least },
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: '.cache/mutation.html' },
  tempDirName: '.cache/mutation',
}
