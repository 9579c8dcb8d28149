/** Chromium as a person with the demo's page open: what is on it, and whether it ever complained. */
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../support/chromium.ts'
import { until } from '../../support/until.ts'
import type { TestDemo } from './demo.ts'

let browser: Promise<Browser> | undefined

/** The one browser of all test files in this process; it is closed after them, and by nobody before. */
export async function openBrowser(): Promise<Browser> {
  return (browser ??= launch())
}

async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] })
}

after(async () => (await browser)?.close())

/** Of pages whose test failed: a picture, and Playwright's trace of what was done there. */
const FAILED = '.cache/failed-pages'

/** Pages of the test that runs. They stay open until it has ended, so that one that failed can be seen. */
let shown: Page[] = []

afterEach(async (context) => {
  const pages = shown
  shown = []
  const isFailed = 'passed' in context && !context.passed
  for (const [index, page] of pages.entries()) {
    if (isFailed) await keep(page, `${context.name} ${index + 1}`).catch(() => {})
    await page.context().close()
  }
})

async function keep(page: Page, name: string): Promise<void> {
  const path = join(FAILED, name.replaceAll(/[^\p{L}\p{N}]+/gu, '-'))
  await mkdir(FAILED, { recursive: true })
  await page.screenshot({ path: `${path}.png`, fullPage: true })
  await page.context().tracing.stop({ path: `${path}.zip` })
  console.log(`What the page showed: ${path}.png\nWhat was done there: npx playwright-core show-trace ${path}.zip`)
}

/** A page in a context of its own, open until its test has ended, so that it can be seen what was on one that failed. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(10_000)
  await context.tracing.start({ snapshots: true })
  const page = await context.newPage()
  shown.push(page)
  return page
}

export interface Pane {
  readonly root: Locator
  /** The rows of this method (`stripe_link`, `stripe_refund`, …), in the order shown. */
  rows(method: string): Locator
  /** The row of this payment. */
  row(payment: string): Locator
  /** What the line of facts says: Total, Paid or Balance Due. */
  fact(name: 'Total' | 'Paid' | 'Balance Due'): Locator
  /** Presses Refund on this row, and waits for the dialog. */
  openRefund(payment: string): Promise<RefundDialog>
  readonly dialog: Locator
}

export interface RefundDialog {
  readonly root: Locator
  readonly amount: Locator
  readonly submit: Locator
  /** Refunds this much, as typed, and waits until the dialog is gone. */
  refund(amount: string): Promise<void>
}

/** It is left open until its test has ended, so that one that failed can be pictured: disposing of it says that the test is done with it. */
export interface DemoPage extends AsyncDisposable {
  readonly page: Page
  readonly first: Pane
  readonly second: Pane
  /** Fails where the page, or another of its context, logged an error, threw, or was stopped by its content security policy. */
  assertQuiet(): void
}

/** Opens the demo's page on an invoice and waits until its payments are there. */
export async function openPage(
  browser: Browser,
  demo: TestDemo,
  invoice: string,
  query: Readonly<Record<string, string>> = {},
  options: BrowserContextOptions = {},
): Promise<DemoPage> {
  const page = await newPage(browser, { viewport: { width: 1280, height: 900 }, locale: 'en-US', reducedMotion: 'reduce', ...options })
  const context = page.context()
  const complaints: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  await page.goto(`${demo.url}/?${new URLSearchParams({ invoice, theme: 'light', ...query })}`)
  const first = paneOf(page, 'first')
  await first.root.locator('[part~=facts]').waitFor()
  return {
    page,
    first,
    second: paneOf(page, 'second'),
    assertQuiet: () => assert.deepEqual(complaints, []),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

export function paneOf(page: Page, which: 'first' | 'second'): Pane {
  const root = page.locator(`[data-pane=${which}] jeweltrak-payments`)
  const row = (payment: string): Locator => root.locator(`tr[data-payment="${payment}"]`)
  const dialog = root.getByRole('dialog')
  return {
    root,
    rows: (method) => root.locator(`tr[data-method=${method}]`),
    row,
    fact: (name) =>
      root
        .locator('[part~=facts] dl > div')
        .filter({ has: page.getByText(name, { exact: true }) })
        .locator('dd'),
    dialog,
    async openRefund(payment) {
      await row(payment)
        .getByRole('button', { name: /^Refund/ })
        .click()
      await dialog.waitFor()
      return refundDialog(dialog)
    },
  }
}

function refundDialog(root: Locator): RefundDialog {
  const amount = root.getByLabel('Amount to refund')
  const submit = root.locator('[part~=submit-button]')
  return {
    root,
    amount,
    submit,
    async refund(typed) {
      await amount.fill(typed)
      await submit.click()
      await root.waitFor({ state: 'detached' })
    },
  }
}

/** Waits until what is there reads so, spaces and lines aside. */
export async function reads(locator: Locator, text: string): Promise<void> {
  let read = ''
  await until(async () => (read = (await locator.innerText()).replaceAll(/\s+/g, ' ').trim()) === text).catch(() =>
    assert.equal(read, text),
  )
}

/** Waits until there are so many. */
export async function counts(locator: Locator, count: number): Promise<void> {
  if (count > 0) await locator.nth(count - 1).waitFor()
  await locator.nth(count).waitFor({ state: 'detached' })
}
