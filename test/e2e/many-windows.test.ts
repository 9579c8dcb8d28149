/** A browser has six connections to the payments server, whatever number of windows is open. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counts, paneOf } from './support/browser.ts'
import { useDemo } from './support/suite.ts'

const suite = useDemo()

test('With eight windows open side by side, each loads, a refund in the last is made, and every other shows it', async () => {
  const { demo } = suite
  const invoice = await demo.newInvoice()
  const paid = await demo.pay(invoice, 600_00)
  await using page = await suite.open(invoice)
  let streams = 0
  page.page.context().on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/stream') && request.frame().page() !== page.page) streams += 1
  })
  const panes = [page.first]
  for (let window = 2; window <= 8; window += 1) {
    const opened = await page.page.context().newPage()
    await opened.goto(page.page.url())
    const pane = paneOf(opened, 'first')
    await pane.row(paid.id).waitFor()
    panes.push(pane)
  }

  await (await panes.at(-1)?.openRefund(paid.id))?.refund('250')
  for (const pane of panes) await counts(pane.rows('stripe_refund'), 1)
  assert.equal(streams, 3, 'streams besides that of the first window')
  page.assertQuiet()
})
