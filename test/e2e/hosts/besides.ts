/** What happens on some of the host pages besides what is done on each. */
import assert from 'node:assert/strict'
import type { BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core'
import { until } from '../../support/until.ts'

/** A page with its tag, and a dialog open on it in which 12.34 and a note were typed. */
export interface Opened {
  readonly page: Page
  readonly tag: Locator
  readonly dialog: Locator
}

export interface Besides {
  /** What it says on the console, and may. */
  readonly says?: readonly RegExp[]
  /** How the browser is set up for it. */
  readonly context?: BrowserContextOptions
  /** Properties that are meant to be different. */
  readonly differs?: readonly string[]
  /** Where the tag is, if not in the page itself. */
  readonly frame?: (page: Page) => FrameLocator
  /** Before anything is done. */
  readonly first?: (page: Page) => Promise<void>
  /** While the dialog is open; it is to be open afterwards. */
  readonly during?: (opened: Opened) => Promise<void>
}

const act = (page: Page): Promise<void> => page.evaluate('act()')
const pressOther = (page: Page): Promise<void> => page.locator('#other').dispatchEvent('click')

const isModal = ({ tag }: Opened): Promise<boolean> =>
  tag.evaluate((element) => element.shadowRoot?.querySelector('.dialog')?.shadowRoot?.querySelector('dialog')?.matches(':modal') === true)

/** What was typed is there, the focus is in the note again, and the page behind is out of reach. */
async function isBack(opened: Opened): Promise<void> {
  await until(() => isModal(opened))
  assert.equal(await opened.dialog.getByLabel('Amount to refund').inputValue(), '12.34')
  assert.equal(await opened.tag.evaluate((element) => element.shadowRoot?.querySelector('.dialog')?.shadowRoot?.activeElement?.id), 'note')
}

/** A click reaches the page. */
async function isFree(page: Page): Promise<void> {
  await page.locator('#other').click({ trial: true })
}

/** Out of sight the page is free, back in sight the dialog is open as it was. */
async function outOfSight(opened: Opened, change: (page: Page) => Promise<void>): Promise<void> {
  await change(opened.page)
  await isFree(opened.page)
  assert.equal(await opened.page.evaluate('getComputedStyle(document.documentElement).overflowY'), 'visible')
  await change(opened.page)
  await isBack(opened)
}

export const BESIDES: Readonly<Record<string, Besides>> = {
  'hidden-panel': { first: (page) => page.locator('#other').click(), during: (opened) => outOfSight(opened, pressOther) },
  'hidden-attribute': { during: (opened) => outOfSight(opened, pressOther) },
  moved: {
    async during(opened) {
      await act(opened.page)
      await isBack(opened)
    },
  },
  removed: { during: (opened) => outOfSight(opened, act) },
  hotkeys: {
    during: async ({ page }) => assert.equal(await page.locator('#heard').textContent(), ''),
  },
  long: {
    async during({ page }) {
      await page.mouse.move(20, 20)
      await page.mouse.wheel(0, 600)
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
      assert.equal(await page.evaluate('scrollY'), 0)
    },
  },
  'in-form': {
    during: async ({ page }) => assert.equal(await page.locator('#sent').textContent(), ''),
  },
  'in-iframe': { frame: (page) => page.frameLocator('iframe') },
  'script-twice': { says: [/is on this page twice/] },
  'trusted-types-none': { says: [/policy/i] },
  'forced-colours': { context: { forcedColors: 'active' }, differs: ['color', 'font-variant', 'line-height'] },
  'right-to-left': { differs: ['text-align'] },
}
