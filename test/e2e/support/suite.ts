/** One demo and one browser for the tests of a file. */
import { after, before } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage, type DemoPage } from './browser.ts'
import { startTestDemo, type TestDemo } from './demo.ts'

export interface Suite {
  readonly demo: TestDemo
  readonly browser: Browser
  /** The page on this invoice; see {@link openPage}. */
  open(invoice: string, query?: Readonly<Record<string, string>>): Promise<DemoPage>
}

/** To be called at the top of a test file; usable within its tests. */
export function useDemo(): Suite {
  let demo: TestDemo | null = null
  let browser: Browser | null = null
  before(async () => {
    const [started, opened] = await Promise.all([startTestDemo(), openBrowser()])
    demo = started
    browser = opened
  })
  after(async () => {
    await browser?.close()
    await demo?.[Symbol.asyncDispose]()
  })
  return {
    get demo() {
      return started(demo)
    },
    get browser() {
      return started(browser)
    },
    open: (invoice, query) => openPage(started(browser), started(demo), invoice, query),
  }
}

function started<T>(value: T | null): T {
  if (value === null) throw new Error('The demo runs within tests only.')
  return value
}
