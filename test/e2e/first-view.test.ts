/** What is loaded when: the tab comes with one file, and a press before the rest is here is not lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newPage } from './support/browser.ts'
import { useDemo } from './support/suite.ts'
import { untilIs } from '../support/until.ts'

const suite = useDemo()

test('The tab is there with one file; a press before the rest is here shows at once that it was taken, and opens the dialog in the end', async () => {
  const { demo, browser } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 100_00)
  const page = await newPage(browser, { locale: 'en-US' })
  const loaded: string[] = []
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/widget/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    loaded.push(pathname)
    if (pathname.includes('later')) await released
    await route.continue()
  })
  await page.goto(`${demo.url}/hosts/plain?invoice=${invoice}`)
  const tag = page.locator('jeweltrak-payments')
  const refund = tag.locator(`tr[data-payment="${paid.id}"]`).getByRole('button', { name: /^Refund/ })
  await refund.waitFor()
  await untilIs(async () => loaded.length, 2)
  assert.deepEqual(
    loaded.map((path) => path.replace(/-[0-9a-f]{10}\.js$/, '')),
    ['/widget/jeweltrak-payments.js', '/widget/chunks/later'],
  )
  await refund.click()
  await untilIs(() => refund.getAttribute('aria-busy'), 'true')
  release()
  await tag.getByRole('dialog').waitFor()
  assert.equal(await refund.getAttribute('aria-busy'), null)
})
