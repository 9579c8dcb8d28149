/** With a key of one's own, Stripe takes the simulator's place; here a second simulator plays Stripe. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulator } from '../../demo/simulator/index.ts'
import { openBrowser, openPage, reads } from './support/browser.ts'
import { startTestDemo } from './support/demo.ts'

test('In Stripe’s test mode test cards pay, refunds are made there, and nobody plays the bank', async () => {
  await using opened = new AsyncDisposableStack()
  const stripe = opened.adopt(createSimulator({ accounts: [{ id: 'acct_mine' }], secretKey: 'sk_test_mine' }), (it) => it.stop())
  const { url } = await stripe.listen(0)
  const demo = opened.use(
    await startTestDemo({
      openShop: true,
      stripe: {
        kind: 'test mode',
        secretKey: 'sk_test_mine',
        webhookSecrets: ['whsec_mine'],
        publishableKey: 'pk_test_mine',
        apiUrl: url,
        dashboardUrl: url,
      },
    }),
  )
  stripe.setWebhooks([{ url: `${demo.url}/stripe/webhooks`, secret: 'whsec_mine' }])
  const browser = await openBrowser()

  // The pay page lets Stripe.js in, and only that; the card itself is typed into Stripe's own frame.
  const pay = await fetch(`${demo.url}/pay?invoice=1020`)
  assert.match(pay.headers.get('content-security-policy') ?? '', /script-src 'self' https:\/\/js\.stripe\.com/)
  const begun = await fetch(`${demo.url}/demo/pay?invoice=1020`, { method: 'POST' })
  assert.match(await begun.text(), /"clientSecret":"pi_\w+_secret_\w+"/)

  await using page = await openPage(browser, demo, '1002', { qa: 'true' })
  await page.page.getByText('Stripe’s own test mode is in use').waitFor()
  const { payments } = await demo.api.tab('1002')
  const [paid] = payments
  assert.ok(paid)
  await (await page.first.openRefund(paid.id)).refund('44.88')
  await reads(page.first.fact('Balance Due'), '$44.88')
  page.assertQuiet()
})
