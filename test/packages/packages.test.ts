/** What is published can be installed, imported and typed. `npm run proof -- packages` installs it into empty projects. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import * as z from 'zod/mini'
import { PACKAGES, packAll, run, unpackedProject, type Packed } from './support.ts'

let packed: Packed
let project: string
before(async () => {
  packed = await packAll()
  project = await unpackedProject(packed)
})
after(() => packed[Symbol.asyncDispose]())

const Manifest = z.looseObject({
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.optional(z.record(z.string(), z.string())),
})

const read = (path: string): Promise<string> => readFile(join(project, 'node_modules', path), 'utf8')

/** What a program in the project that imports the packages prints. */
async function printed(source: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source], { cwd: project })
  return stdout.trim()
}

for (const name of PACKAGES) {
  describe(name, () => {
    test('publint finds nothing', async () => {
      const pkg: object = JSON.parse(await read(`${name}/package.json`))
      const { messages } = await publint({ pkgDir: join(project, 'node_modules', name), pack: false, strict: true })
      assert.deepEqual(
        messages.map((message) => formatMessage(message, pkg)),
        [],
      )
    })

    test('its types resolve for every import, in Node and in bundlers', async () => {
      const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(packed.tarballs[name]))))
      assert.ok(analysis.types !== false, 'it has no types')
      // There is no CommonJS, as Node 24 can require modules, and nothing for resolvers older than `exports`.
      const wrong = analysis.problems.filter(
        (problem) => problem.kind !== 'CJSResolvesToESM' && !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
      )
      assert.deepEqual(wrong, [])
    })

    test('whatever it imports is a dependency of it, and nothing else is', async () => {
      const { dependencies, peerDependencies = {} } = Manifest.parse(JSON.parse(await read(`${name}/package.json`)))
      const imported = new Set<string>()
      for await (const file of glob('**/*.{js,d.ts}', { cwd: join(project, 'node_modules', name) })) {
        const source = await read(join(name, file))
        for (const [, from = ''] of source.matchAll(
          /(?:\bfrom\s*|\bimport\s*|\bimport\(\s*|\bimport\.meta\.resolve\(\s*)["'](@?[a-z][^"'\s]*)["']/g,
        )) {
          const dependency = from
            .split('/')
            .slice(0, from.startsWith('@') ? 2 : 1)
            .join('/')
          if (!from.startsWith('node:')) imported.add(dependency)
        }
      }
      assert.deepEqual([...imported].toSorted(), [...Object.keys(dependencies), ...Object.keys(peerDependencies)].toSorted())
    })
  })
}

test('no published file names this project’s sources, tests or folders', async () => {
  for (const name of PACKAGES)
    for await (const file of glob('**/*', { cwd: join(project, 'node_modules', name) }))
      assert.doesNotMatch(file, /(^|\/)(test|demo|node_modules)(\/|$)|(?<!\.d)\.ts$/, `${name}/${file}`)
})

test('the hashes for a script tag’s integrity are of the files', async () => {
  const integrity = z.record(z.string(), z.string()).parse(JSON.parse(await read('jeweltrak-payments/integrity.json')))
  assert.deepEqual(Object.keys(integrity).toSorted(), ['jeweltrak-payments.iife.js', 'jeweltrak-payments.js'])
  for (const [name, hash] of Object.entries(integrity)) {
    const file = await readFile(join(project, 'node_modules', 'jeweltrak-payments', name))
    assert.equal(hash, `sha384-${createHash('sha384').update(file).digest('base64')}`)
  }
})

test('the tag can be imported where there is no document, registered or not', async () => {
  assert.equal(
    await printed(`await import('jeweltrak-payments'); console.log(customElements.get('jeweltrak-payments')?.name !== undefined)`),
    'true',
  )
  const source = `const { JeweltrakPayments, ReadyEvent } = await import('jeweltrak-payments/elements')
    console.log(typeof JeweltrakPayments, ReadyEvent.type, customElements.get('jeweltrak-payments'))`
  assert.equal(await printed(source), 'function jeweltrak-ready undefined')
})

test('editors know the tag by what it is: every part and custom property that its code has, with words, in files that are published', async () => {
  const described = z.array(z.looseObject({ name: z.string(), description: z.string().check(z.minLength(1)) }))
  const Tag = z.object({ attributes: described, events: described, cssParts: described, cssProperties: described })
  const Module = z.object({ path: z.string(), declarations: z.array(z.looseObject({ tagName: z.optional(z.string()) })) })
  const published = z.object({ modules: z.array(Module) }).parse(JSON.parse(await read('jeweltrak-payments/custom-elements.json')))
  for (const { path } of published.modules) await read(`jeweltrak-payments/${path}`)
  const tag = Tag.parse(published.modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName !== undefined))
  const names = (all: readonly { readonly name: string }[]): string[] => all.map(({ name }) => name).toSorted()

  const [parts, properties] = [new Set<string>(), new Set<string>()]
  for await (const file of glob('widget/**/*.ts')) {
    const source = await readFile(file, 'utf8')
    for (const [, part = ''] of source.matchAll(/\bpart="([a-z-]+)"/g)) parts.add(part)
    for (const [, property = ''] of source.matchAll(/var\((--jeweltrak-[a-z-]+)/g)) properties.add(property)
  }
  assert.deepEqual(names(tag.cssParts), [...parts].toSorted())
  assert.deepEqual(names(tag.cssProperties), [...properties].toSorted())

  const Html = z.object({ tags: z.array(z.object({ name: z.string(), attributes: described })) })
  const [html] = Html.parse(JSON.parse(await read('jeweltrak-payments/vscode-html.json'))).tags
  assert.equal(html?.name, 'jeweltrak-payments')
  assert.deepEqual(names(html.attributes), names(tag.attributes))
  const css = z
    .object({ properties: described, pseudoElements: described })
    .parse(JSON.parse(await read('jeweltrak-payments/vscode-css.json')))
  assert.deepEqual(names(css.properties), names(tag.cssProperties))
  assert.deepEqual(names(css.pseudoElements), names(tag.cssParts.map(({ name }) => ({ name: `::part(${name})` }))))
})

test('whoever uses the packages from TypeScript has the events, the calls, the server and the tag in JSX typed', async () => {
  const source = `
    import 'jeweltrak-payments'
    import { createClient, PaymentsError, type Client } from 'jeweltrak-payments/client'
    import type { Tab } from 'jeweltrak-payments/contract'
    import { createPaymentsServer, type PaymentsServer } from 'jeweltrak-payments-server'
    const tag = document.querySelector('jeweltrak-payments')
    tag?.addEventListener('jeweltrak-refund-succeeded', (event) => { const amount: number = event.refund.amount; void amount })
    // @ts-expect-error there is no such member
    tag?.addEventListener('jeweltrak-ready', (event) => event.refund)
    const client: Client = createClient({ url: '', apiKey: '' })
    const tab: Promise<Tab> = client.readTab('1001')
    // @ts-expect-error a refund needs a key
    void client.requestRefund('1001', { payment: 'pay_1', amount: 1 })
    const server: PaymentsServer = createPaymentsServer({ database: { url: '' }, stripe: { secretKey: '' }, webhookSecrets: [] })
    import 'jeweltrak-payments/react'
    import 'jeweltrak-payments/preact'
    type InReact = import('react').JSX.IntrinsicElements['jeweltrak-payments']
    type InPreact = import('preact').JSX.IntrinsicElements['jeweltrak-payments']
    const props: InReact & InPreact = {
      sessionUrl: '/session', restockingFee: 15, lines: [{ label: 'Ring', amount: 100 }], messages: null,
      'onjeweltrak-refund-succeeded': (event) => { const amount: number = event.refund.amount; void amount },
    }
    // @ts-expect-error a percentage is a number
    const wrong: InReact = { restockingFee: '15' }
    export { tab, server, props, wrong, PaymentsError }`
  await writeFile(join(project, 'use.ts'), source)
  // The frameworks are not installed here: each has a namespace for JSX, which is what the types of the tag add to.
  const framework = (name: string): string => `declare module '${name}' { namespace JSX { interface IntrinsicElements {} } }\n`
  await writeFile(join(project, 'frameworks.d.ts'), framework('react') + framework('preact'))
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom,dom.iterable,esnext.disposable',
  ]
  const compiled = await run('tsc', [...options, '--types', 'node', '--typeRoots', '../node_modules/@types', 'use.ts', 'frameworks.d.ts'], {
    cwd: project,
  }).catch((error: { readonly stdout: string }) => error)
  assert.equal(compiled.stdout, '')
})

test('the client and the contract can be imported in Node', async () => {
  const source = `import { createClient, createSessionHandler } from 'jeweltrak-payments/client'
    import { CALLS, PutInvoice } from 'jeweltrak-payments/contract'
    const client = createClient({ url: 'http://127.0.0.1:1', apiKey: 'k' })
    console.log(typeof client.putInvoice, typeof createSessionHandler, CALLS.putInvoice.method,
      PutInvoice.safeParse({ number: '1', currency: 'usd', total: 1 }).success)`
  assert.equal(await printed(source), 'function function put true')
})

test('the server can be imported in Node, and its command line prints its help', async () => {
  assert.equal(await printed(`console.log(typeof (await import('jeweltrak-payments-server')).createPaymentsServer)`), 'function')
  const main = join(project, 'node_modules', 'jeweltrak-payments-server', 'lib', 'main.js')
  const { stdout } = await run(main, ['--help'], {
    cwd: project,
    env: { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env['PATH']}` },
  })
  assert.match(stdout, /serve/)
})
