/** `npm run build`: what is published, in `dist/`. */
import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describeApi } from './server/http/openapi.ts'
import { buildWidget } from './widget/build.ts'

const ROOT = import.meta.dirname
const DIST = join(ROOT, 'dist')
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
const ANALYZER = join(ROOT, 'node_modules', '@custom-elements-manifest', 'analyzer', 'cem.js')

await rm(DIST, { recursive: true, force: true })
await Promise.all([
  buildWidget(join(DIST, 'widget')),
  compile('tsconfig.build.json'),
  compile('tsconfig.widget-types.json'),
  describeElements(),
])
await writeFile(join(DIST, 'openapi.json'), `${JSON.stringify(describeApi(), null, 2)}\n`)

/** `custom-elements.json`, by which editors know the tag's attributes, events, parts and properties. */
async function describeElements(): Promise<void> {
  const sources = ['widget/index.ts', 'widget/define.ts', 'widget/jeweltrak-payments.ts', 'widget/events/*.ts']
  const analyze = ['analyze', '--litelement', '--quiet', '--outdir', 'dist', ...sources.flatMap((source) => ['--globs', source])]
  await promisify(execFile)(process.execPath, [ANALYZER, ...analyze], { cwd: ROOT })
}

/** Compiles, or fails with what the compiler says. */
async function compile(project: string): Promise<void> {
  await promisify(execFile)(process.execPath, [TSC, '-p', join(ROOT, project)]).catch((error: unknown) => {
    throw new Error(error instanceof Error && 'stdout' in error && error.stdout !== '' ? String(error.stdout) : String(error))
  })
}
