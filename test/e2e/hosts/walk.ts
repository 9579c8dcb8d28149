/** A person at a host page: sees the tab, opens a dialog, closes it, refunds. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import type { TestDemo } from '../support/demo.ts'
import { BESIDES } from './besides.ts'
import { looksOf } from './looks.ts'

export interface Walk {
  readonly demo: TestDemo
  readonly browser: Browser
  /** How the texts look on the plain page; null on the walk that finds it out. */
  readonly plain: Looks | null
}

interface Looks {
  readonly tab: Readonly<Record<string, string>>
  readonly dialog: Readonly<Record<string, string>>
}

/** Every host page, the plain one first. */
export async function hostPages(): Promise<string[]> {
  const files = await readdir(join(import.meta.dirname, '..', '..', '..', 'demo', 'hosts'))
  const names = files.filter((file) => file.endsWith('.html')).map((file) => file.slice(0, -'.html'.length))
  return ['plain', ...names.filter((name) => name !== 'plain').toSorted()]
}

/** Walks one page; rejects with what was wrong there. */
export async function walkHost(name: string, { demo, browser, plain }: Walk): Promise<Looks> {
  const { says = [], context: options = {}, differs = [], frame, first, during } = BESIDES[name] ?? {}
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 100_00)
  await using resources = new AsyncDisposableStack()
  const context = resources.adopt(
    await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', reducedMotion: 'reduce', ...options }),
    (it) => it.close(),
  )
  context.setDefaultTimeout(10_000)
  const said: string[] = []
  context.on('console', (message) => said.push(message.text()))
  context.on('weberror', (error) => said.push(String(error.error())))
  const page = await context.newPage()
  await page.goto(`${demo.url}/hosts/${name}?invoice=${invoice}`)
  await first?.(page)
  const tag = (frame?.(page) ?? page).locator('jeweltrak-payments').first()
  const refund = tag.locator(`tr[data-payment="${paid.id}"]`).getByRole('button', { name: /^Refund/ })
  await refund.waitFor()

  const width = await tag.evaluate((element) => element.getBoundingClientRect().width)
  assert.ok(width > 200, `${width} px wide`)
  const tab = await looksOf(tag)

  const dialog = tag.getByRole('dialog')
  await refund.click()
  await dialog.getByLabel('Note').press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.ok(await hasFocus(tag), 'the focus is back in the tag')

  await refund.click()
  await dialog.getByLabel('Amount to refund').fill('12.34')
  await dialog.getByLabel('Note').pressSequentially('gj/')
  const looks: Looks = { tab, dialog: await looksOf(tag) }
  await during?.({ page, tag, dialog })
  await inSight(page, dialog.locator('[part~=submit-button]'))
  await dialog.locator('[part~=submit-button]').click()
  await dialog.waitFor({ state: 'detached' })
  await tag.locator('tr[data-method=stripe_refund]').waitFor()
  assert.ok(await hasFocus(tag), 'the focus is in the tag after the refund')

  if (plain !== null) {
    assert.deepEqual(changed(plain.tab, looks.tab, differs), {})
    assert.deepEqual(changed(plain.dialog, looks.dialog, differs), {})
  }
  assert.deepEqual(
    said.filter((text) => !says.some((may) => may.test(text))),
    [],
    'the console is silent',
  )
  return looks
}

/** What looks otherwise than on the plain page, save what is meant to. */
function changed(plain: Looks['tab'], here: Looks['tab'], differs: readonly string[]): object {
  const isMeant = (text: string): boolean => differs.some((property) => text.endsWith(` ${property}`))
  return Object.fromEntries(Object.entries(here).filter(([text, look]) => look !== plain[text] && !isMeant(text)))
}

const hasFocus = (tag: Locator): Promise<boolean> => tag.evaluate((element) => element.shadowRoot?.activeElement != null)

/** Without scrolling the page, which stands still behind a dialog. */
async function inSight(page: Page, button: Locator): Promise<void> {
  const box = await button.boundingBox()
  const height = page.viewportSize()?.height ?? 0
  assert.ok(box !== null && box.y >= 0 && box.y + box.height <= height, 'the button that submits is in sight')
}
