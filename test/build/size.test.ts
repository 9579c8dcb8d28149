import assert from 'node:assert/strict'
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildWidget } from '../../widget/build.ts'

/** What a page loads before anyone has clicked, in bytes after gzip: the ES module, and the chunks that it imports at once. */
const FIRST_LOAD = 39_500
/** A change that makes it larger by more than this has to say so here. */
const TOLERANCE = 1.05

/** Imports that are not `import(…)`, in minified code too. */
const AT_ONCE = /(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g

describe('the module that a page loads', () => {
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'widget-size-'))
    await buildWidget(directory, ['es'])
  })
  after(() => rm(directory, { recursive: true, force: true }))

  /** The module and what it imports at once, by path, as text. */
  async function firstLoad(
    path = join(directory, 'jeweltrak-payments.js'),
    loaded = new Map<string, string>(),
  ): Promise<Map<string, string>> {
    if (loaded.has(path)) return loaded
    const code = await readFile(path, 'utf8')
    loaded.set(path, code)
    for (const [, imported = ''] of code.matchAll(AT_ONCE)) await firstLoad(join(dirname(path), imported), loaded)
    return loaded
  }

  test('has not grown', async () => {
    const files = [...(await firstLoad()).values()]
    const size = files.reduce((sum, code) => sum + gzipSync(code).length, 0)
    assert.ok(size <= FIRST_LOAD * TOLERANCE, `${size} bytes are loaded at first`)
  })

  test('brings no zod', async () => {
    const code = [...(await firstLoad()).values()].join('\n')
    for (const text of ['safeParse', '_zod', 'ZodError', 'invalid_type']) assert.ok(!code.includes(text), text)
  })

  test('brings nothing that reads typed amounts: the dialogs do', async () => {
    const code = [...(await firstLoad()).values()].join('\n')
    assert.ok(!code.includes('not_a_number'))
  })

  test('brings no language but English, and no dialog', async () => {
    const code = [...(await firstLoad()).values()].join('\n')
    const spoken: string[] = []
    for await (const file of glob('widget/messages/??.ts'))
      if (!file.endsWith('en.ts')) spoken.push(/title: '([^']{8,})'/.exec(await readFile(file, 'utf8'))?.[1] ?? '')
    assert.ok(spoken.length >= 5 && spoken.every((text) => text !== ''), spoken.join(', '))
    for (const text of [
      ...spoken,
      'jeweltrak-refund-dialog',
      'showModal',
      'The history could not be loaded.',
      'What to tell the customer',
      'Proof of delivery',
    ])
      assert.ok(!code.includes(text), text)
    assert.ok(code.includes('Balance Due'))
  })
})
