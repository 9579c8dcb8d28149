/** For whoever has their own colours forced on every page. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { openPage } from './support/browser.ts'
import { useDemo } from './support/suite.ts'

const suite = useDemo()

test('In forced colours every icon stands out from its ground, the one of the dispute’s red banner too', async () => {
  const { demo, browser } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 600_00)
  await demo.stripe.dispute({ charge: paid.charge })
  await using shown = await openPage(browser, demo, invoice, {}, { forcedColors: 'active' })
  await shown.first.root.locator('[part~=dispute-banner]').waitFor()

  const icons = await shown.first.root.locator('svg').all()
  const contrasts = await Promise.all(icons.map((icon) => contrastWithin(shown.page, icon)))
  assert.ok(contrasts.length >= 4, `${contrasts.length} icons`)
  assert.ok(Math.min(...contrasts) >= 3, `The contrasts are ${contrasts.join(', ')}.`)
  shown.assertQuiet()
})

/** The contrast of the lightest with the darkest of what is to be seen in a part of the page, as WCAG counts it. */
async function contrastWithin(page: Page, part: Locator): Promise<number> {
  const picture = (await part.screenshot()).toString('base64')
  return Number(await page.evaluate(`(${CONTRAST})(${JSON.stringify(picture)})`))
}

const CONTRAST = `async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes]))
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  canvas.drawImage(bitmap, 0, 0)
  const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height)
  const linear = (value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  const lights = Array.from({ length: data.length / 4 }, (_, pixel) => {
    const [red, green, blue] = data.subarray(pixel * 4)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  })
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
}`
