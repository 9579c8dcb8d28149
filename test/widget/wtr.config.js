/** The elements' tests: Web Test Runner in a real Chromium, msw's worker in the place of the network. */
import { glob, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { esbuildPlugin } from '@web/dev-server-esbuild'
import { defaultReporter } from '@web/test-runner'
import { chromeLauncher } from '@web/test-runner-chrome'
import { chromiumFlags, findChromium } from '../support/chromium.ts'
import { liveRegionsPlugin } from './live-regions-plugin.js'
import { picturePlugin } from './picture-plugin.js'

const rootDir = fileURLToPath(new URL('../..', import.meta.url))
const worker = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js')

/** The files of the folder of `path`, as Vite lists them for `import.meta.glob`: each with a function that loads it. */
async function globbed(path, patterns) {
  const directory = dirname(join(rootDir, path))
  const exclude = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice('!./'.length))
  const files = await Array.fromAsync(glob(patterns[0].slice('./'.length), { cwd: directory, exclude }))
  return `({ ${files.map((file) => `'./${file}': () => import('./${file}')`).join(', ')} })`
}

/** Does what Vite does in a build. */
const globs = {
  name: 'import-meta-glob',
  async transform({ path, body }) {
    const found = path.endsWith('.ts') ? /import\.meta\.glob(?:<\w+>)?\((\[[^\]]*\])\)/.exec(body) : null
    if (found === null) return undefined
    return { body: body.replace(found[0], await globbed(path, JSON.parse(found[1].replaceAll("'", '"')))) }
  },
}

export default {
  rootDir,
  files: ['test/widget/**/*.test.ts'],
  hostname: '127.0.0.1',
  // A page in a tab behind another draws no frames, and axe waits for them.
  concurrency: 1,
  nodeResolve: { exportConditions: ['browser', 'development'] },
  browsers: [chromeLauncher({ launchOptions: { executablePath: await findChromium(), args: [...chromiumFlags] } })],
  plugins: [
    globs,
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('../../widget/tsconfig.json', import.meta.url)) }),
    liveRegionsPlugin(),
    picturePlugin(),
  ],
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
