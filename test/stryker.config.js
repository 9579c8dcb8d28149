/**
 * `npm run proof -- mutation`: changes the rules in every small way, one at a time, and expects the tests of the rules to notice.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['server/domain/*.ts', 'server/contract/money.ts'],
  testRunner: 'tap',
  tap: {
    testFiles: ['test/server/domain/*.test.ts', 'test/contract/money.test.ts'],
    nodeArgs: ['--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'],
  },
  ignorePatterns: ['**', '!server/**', '!test/**'],
  thresholds: { high: 98, low: 95, break: 90 },
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: '.cache/mutation.html' },
  tempDirName: '.cache/mutation',
}
