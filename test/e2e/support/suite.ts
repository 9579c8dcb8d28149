/** One demo and one browser for the tests of a process: each test has invoices of its own, and whoever switches a fault on switches it off. */
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

let opened: Promise<readonly [TestDemo, Browser]> | undefined

after(async () => {
  const [demo] = (await opened) ?? []
  await demo?.[Symbol.asyncDispose]()
})

/** To be called at the top of a test file; usable within its tests. The demo is shared by all files in this process. */
export function useDemo(): Suite {
  let demo: TestDemo | null = null
  let browser: Browser | null = null
  before(async () => void ([demo, browser] = await (opened ??= Promise.all([startTestDemo(), openBrowser()]))))
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
