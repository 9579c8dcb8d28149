import assert from 'node:assert/strict'
import { glob, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { buildWidget } from '../../widget/build.ts'

/** What a page loads before it shows the tab, in bytes after gzip; what is aimed at is 25,000. */
const FIRST_VIEW = 30_200
/** The same with what is loaded right after it, languages apart; what is aimed at is 38,000. */
const EVERYTHING = 54_900
/** A change that makes it larger by more than this has to say so here. */
const TOLERANCE = 1.05

/** Imports that are not `import(…)`, in minified code too. */
const AT_ONCE = /(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/

describe('the module that a page loads', () => {
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'widget-size-'))
    await buildWidget(directory, ['es'])
  })
  after(() => rm(directory, { recursive: true, force: true }))

  const first = (): Promise<string> => readFile(join(directory, 'jeweltrak-payments.js'), 'utf8')
  const later = async (): Promise<string> => {
    const chunks = await readdir(join(directory, 'chunks'))
    return readFile(join(directory, 'chunks', chunks.find((name) => name.startsWith('later-')) ?? ''), 'utf8')
  }
  const bytes = (code: string): number => gzipSync(code).length

  test('has not grown, nor has what is loaded after it', async () => {
    const size = bytes(await first())
    assert.ok(size <= FIRST_VIEW * TOLERANCE, `${size} bytes are loaded at first`)
    const all = size + bytes(await later())
    assert.ok(all <= EVERYTHING * TOLERANCE, `${all} bytes are loaded in all`)
  })

  test('is one file, and what comes later takes what it shares with it from the page, whatever its address is', async () => {
    assert.ok(!AT_ONCE.test(await first()))
    assert.ok(!AT_ONCE.test(await later()))
  })

  test('has its templates and styles without their indentation', async () => {
    assert.ok(!/\n {2,}\S/.test(await first()))
  })

  test('brings no zod', async () => {
    const code = await first()
    for (const text of ['safeParse', '_zod', 'ZodError', 'invalid_type']) assert.ok(!code.includes(text), text)
  })

  test('brings nothing that reads typed amounts: the dialogs do', async () => {
    const code = await first()
    assert.ok(!code.includes('not_a_number'))
  })

  test('brings no language but English, and no dialog', async () => {
    const code = await first()
    const spoken: string[] = []
    for await (const file of glob('widget/messages/??.ts'))
      if (!file.endsWith('en.ts')) spoken.push(/title: '([^']{8,})'/.exec(await readFile(file, 'utf8'))?.[1] ?? '')
    assert.ok(spoken.length >= 5 && spoken.every((text) => text !== ''), spoken.join(', '))
    for (const text of [
      ...spoken,
      'jeweltrak-refund-dialog',
      'showModal',
      'Refund payment',
      'Too many requests at once',
      'The history could not be loaded.',
      'What to tell the customer',
      'Proof of delivery',
    ])
      assert.ok(!code.includes(text), text)
    assert.ok(code.includes('Balance Due'))
  })
})
