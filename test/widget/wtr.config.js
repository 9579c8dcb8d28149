/** The elements' tests: Web Test Runner in a real Chromium, msw's worker in the place of the network. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { esbuildPlugin } from '@web/dev-server-esbuild'
import { defaultReporter } from '@web/test-runner'
import { chromeLauncher } from '@web/test-runner-chrome'
import { chromiumFlags, findChromium } from '../support/chromium.ts'

const rootDir = fileURLToPath(new URL('../..', import.meta.url))
const worker = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js')

export default {
  rootDir,
  files: ['test/widget/**/*.test.ts'],
  hostname: '127.0.0.1',
  // A page in a tab behind another draws no frames, and axe waits for them.
  concurrency: 1,
  nodeResolve: { exportConditions: ['browser', 'development'] },
  browsers: [chromeLauncher({ launchOptions: { executablePath: await findChromium(), args: [...chromiumFlags] } })],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('../../widget/tsconfig.json', import.meta.url)) })],
  middleware: [
    async (context, next) => {
      if (context.path !== '/mockServiceWorker.js') return next()
      context.type = 'application/javascript'
      context.body = await readFile(worker, 'utf8')
    },
  ],
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false })],
  testFramework: { config: { timeout: 30_000 } },
}
