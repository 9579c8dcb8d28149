/**
 * `npm run build`: what `npm publish` would send, in `dist/`: the package of the tag, and that of the server. `npm run docs`: the pages that are made
 * from the contract.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { apiPage, llmsText } from './server/http/openapi/api-page.ts'
import { describeApi } from './server/http/openapi/describe-api.ts'
import { SERVER_MANIFEST } from './server/manifest.ts'
import { buildWidget } from './widget/build.ts'
import { describeTag } from './widget/describe/describe-tag.ts'
import { jsxTypes } from './widget/describe/jsx-types.ts'
import { vscodeCssData, vscodeHtmlData } from './widget/describe/vscode-data.ts'
import { WIDGET_MANIFEST } from './widget/manifest.ts'
import { nameLanguages } from './widget/name-languages.ts'
import root from './package.json' with { type: 'json' }

const ROOT = import.meta.dirname
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(ROOT, 'dist') }, docs: { type: 'boolean', default: false } },
})
if (values.docs) {
  await writeFile(join(ROOT, 'docs', 'api.md'), apiPage())
  await writeFile(join(ROOT, 'docs', 'llms.txt'), llmsText())
  const embedding = join(ROOT, 'docs', 'embedding.md')
  await writeFile(embedding, await nameLanguages(await readFile(embedding, 'utf8')))
} else {
  await rm(values.out, { recursive: true, force: true })
  await Promise.all([
    buildWidgetPackage(join(values.out, WIDGET_MANIFEST.name)),
    buildServerPackage(join(values.out, SERVER_MANIFEST.name)),
  ])
}

async function buildWidgetPackage(to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await Promise.all([
    buildWidget(to, ['es', 'iife', 'npm']).then(() => writeIntegrity(to)),
    compile('tsconfig.widget-types.json', join(to, 'lib'), ['--emitDeclarationOnly']),
    compile('tsconfig.client.json', join(to, 'lib')),
    describeForEditors(to),
    writePackage(to, WIDGET_MANIFEST, 'widget/PACKAGE.md'),
  ])
}

async function buildServerPackage(to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  await Promise.all([
    compile('tsconfig.build.json', join(to, 'lib')).then(() => chmod(join(to, 'lib', 'main.js'), 0o755)),
    writePackage(to, SERVER_MANIFEST, 'server/PACKAGE.md'),
  ])
  await writeFile(join(to, 'openapi.json'), json(describeApi()))
}

interface Manifest {
  readonly name: string
  readonly dependencies: readonly (keyof typeof root.dependencies)[]
  readonly peerDependencies: readonly (keyof typeof root.dependencies)[]
}

/** Its `package.json`, with ranges from the versions that this project is tested with, its README and the licence. */
async function writePackage(to: string, { dependencies, peerDependencies, ...manifest }: Manifest, readme: string): Promise<void> {
  const ranges = (names: Manifest['dependencies'], lead: string): object =>
    Object.fromEntries(names.map((name) => [name, `${lead}${root.dependencies[name]}`]))
  const { version, license, type } = root
  const optional = Object.fromEntries(peerDependencies.map((name) => [name, { optional: true }]))
  const published = {
    ...manifest,
    version,
    license,
    type,
    engines: { node: '>=24' },
    publishConfig: { access: 'public', provenance: true },
    dependencies: ranges(dependencies, '^'),
    ...(peerDependencies.length === 0 ? {} : { peerDependencies: ranges(peerDependencies, ''), peerDependenciesMeta: optional }),
  }
  await writeFile(join(to, 'package.json'), json(published))
  await copyFile(join(ROOT, readme), join(to, 'README.md'))
  await copyFile(join(ROOT, 'LICENSE'), join(to, 'LICENSE'))
}

/** Hashes for the `integrity` of a `<script>` tag. */
async function writeIntegrity(to: string): Promise<void> {
  const files = ['jeweltrak-payments.js', 'jeweltrak-payments.iife.js']
  const hashes = files.map(async (name) => {
    const hash = createHash('sha384').update(await readFile(join(to, name)))
    return [name, `sha384-${hash.digest('base64')}`] as const
  })
  await writeFile(join(to, 'integrity.json'), json(Object.fromEntries(await Promise.all(hashes))))
}

/** What editors and frameworks know the tag by: `custom-elements.json`, and from it the data of VS Code and the types for JSX. */
async function describeForEditors(to: string): Promise<void> {
  const { tag, manifest } = await describeTag()
  await mkdir(join(to, 'lib', 'widget'), { recursive: true })
  await Promise.all([
    writeFile(join(to, 'custom-elements.json'), json(manifest)),
    writeFile(join(to, 'vscode-html.json'), json(vscodeHtmlData(tag))),
    writeFile(join(to, 'vscode-css.json'), json(vscodeCssData(tag))),
    ...(['react', 'preact'] as const).flatMap((framework) => [
      writeFile(join(to, 'lib', 'widget', `${framework}.d.ts`), jsxTypes(tag, framework)),
      writeFile(join(to, `${framework}.js`), 'export {}\n'),
    ]),
  ])
}

/** Compiles, or fails with what the compiler says. */
async function compile(project: string, to: string, more: readonly string[] = []): Promise<void> {
  await promisify(execFile)(process.execPath, [TSC, '-p', join(ROOT, project), '--outDir', to, ...more]).catch((error: unknown) => {
    throw new Error(error instanceof Error && 'stdout' in error && error.stdout !== '' ? String(error.stdout) : String(error))
  })
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
