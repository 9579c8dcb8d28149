/** What the demo serves to browsers, built when its sources changed and found again when they did not. */
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pageConfig } from './page-config.ts'

const ROOT = join(import.meta.dirname, '..')
const SOURCES = [
  'widget/**/*',
  'server/contract/*.ts',
  'demo/page/**/*',
  'demo/*.ts',
  'demo/shop/*.ts',
  'vite.config.ts',
  'package-lock.json',
]

/**
 * The directory with `widget/` and `page/`, built from the sources as they are now. Each version of the sources gets a directory
 * of its own below `cache`: so a build that is cut short, or two at once, never leave half of one.
 */
export async function buildAssets(onBuild: () => void, cache: string = join(ROOT, '.cache', 'demo')): Promise<string> {
  const directory = join(cache, await fingerprint())
  if (await exists(directory)) return directory
  onBuild()
  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(join(cache, 'new-'))
  try {
    await buildInto(fresh)
    await rename(fresh, directory)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Another start may have built the same meanwhile.
    if (!(await exists(directory))) throw error
  }
  await removeOldest(cache)
  return directory
}

/** The builder takes its time to load, and is seldom needed. */
async function buildInto(directory: string): Promise<void> {
  const [{ build }, { buildWidget }] = await Promise.all([import('vite'), import('../widget/build.ts')])
  await buildWidget(join(directory, 'widget'))
  await build(pageConfig(join(directory, 'page')))
}

/** Changes with every byte of the sources. */
async function fingerprint(): Promise<string> {
  const files = globSync(SOURCES, { cwd: ROOT, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((file) => join(file.parentPath, file.name)).toSorted()
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path.slice(ROOT.length)).update(await readFile(path))
  return hash.digest('hex').slice(0, 16)
}

/** A demo that is running may still serve what earlier sources made: a few of the latest stay. */
const KEPT = 8

async function removeOldest(cache: string): Promise<void> {
  const names = (await readdir(cache)).filter((name) => /^[0-9a-f]{16}$/.test(name))
  const built = await Promise.all(names.map(async (name) => ({ path: join(cache, name), at: (await stat(join(cache, name))).mtimeMs })))
  const old = built.toSorted((one, other) => other.at - one.at).slice(KEPT)
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })))
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
