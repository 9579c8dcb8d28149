/** The tag is at home in any host: a sample of the pages that `npm run proof -- hosts` walks. */
import { before, describe, test } from 'node:test'
import { useDemo } from './support/suite.ts'
import { walkHost, type Walk } from './hosts/walk.ts'

const suite = useDemo()

describe('On a page', () => {
  let walk: Walk
  before(async () => {
    const { demo, browser } = suite
    walk = { demo, browser, plain: await walkHost('plain', { demo, browser, plain: null }) }
  })

  test('whose text is like no other, it works and looks the same', async () => void (await walkHost('inherited-text', walk)))
  test('that hides it while a dialog is open, it gives the page free and comes back as it was', async () =>
    void (await walkHost('hidden-attribute', walk)))
  test('that has the script twice and requires trusted types, it works', async () => void (await walkHost('script-twice', walk)))
})
