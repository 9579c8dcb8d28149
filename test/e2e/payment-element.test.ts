/**
 * A customer pays through Stripe's Payment Element. Stripe.js comes from Stripe's own address alone, so that a page of ours
 * talks here to a stand-in for it, and a second simulator plays Stripe behind it.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import Stripe from 'stripe'
import * as z from 'zod/mini'
import { createSimulator } from '../../demo/simulator/index.ts'
import { untilIs } from '../support/until.ts'
import { newPage, openBrowser } from './support/browser.ts'
import { startTestDemo, type TestDemo } from './support/demo.ts'

/** What our page uses of Stripe.js; `confirmAtStripe` is the test's. */
const STRIPE_JS = `
  window.Stripe = (key) => ({
    _registerWrapper() {},
    registerAppInfo() {},
    elements: (options) => ({
      create: (kind) => ({ mount: (at) => (document.querySelector(at).textContent = [kind, key, JSON.stringify(options)].join(' ')) }),
      submit: async () => (window.incomplete ? { error: { message: 'Your card number is incomplete.' } } : {}),
    }),
    confirmPayment: async ({ clientSecret, redirect }) => window.confirmAtStripe(clientSecret, redirect),
  })`

const opened = new AsyncDisposableStack()
let demo: TestDemo
let stripe: Stripe
let browser: Browser
before(async () => {
  const simulator = opened.adopt(createSimulator({ accounts: [{ id: 'acct_mine' }], secretKey: 'sk_test_mine' }), (it) => it.stop())
  const { url, port } = await simulator.listen(0)
  stripe = new Stripe('sk_test_mine', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
  demo = opened.use(
    await startTestDemo({
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
  simulator.setWebhooks([{ url: `${demo.url}/stripe/webhooks`, secret: 'whsec_mine' }])
  browser = await openBrowser()
})
after(() => opened.disposeAsync())

/** The pay page, with what Stripe's address answers for its script. */
async function payPage(invoice: string, script: string | null): Promise<Page> {
  const page = await newPage(browser)
  await page.route('https://js.stripe.com/**', (route) =>
    script === null ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: script }),
  )
  await page.exposeFunction('confirmAtStripe', confirmAtStripe)
  await page.goto(`${demo.url}/pay?invoice=${invoice}`)
  return page
}

let isAnswerLost = false

/** As Stripe.js answers: an error carries the payment intent as it is. */
async function confirmAtStripe(clientSecret: string, redirect: string): Promise<object> {
  const [intent = ''] = z.string().parse(clientSecret).split('_secret_')
  assert.equal(redirect, 'if_required')
  try {
    await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' })
  } catch (error) {
    return { error: { message: String(error), payment_intent: await stripe.paymentIntents.retrieve(intent) } }
  }
  return isAnswerLost ? { error: { message: 'We could not reach Stripe.' } } : {}
}

test('A customer pays through Stripe’s Payment Element what is due, once, and the payment records itself', async () => {
  const invoice = await demo.newInvoice({ total: 250_00 })
  const page = await payPage(invoice, STRIPE_JS)
  const element = page.locator('#payment-element')
  await element.getByText('payment pk_test_mine').waitFor()
  assert.deepEqual(JSON.parse((await element.innerText()).replace('payment pk_test_mine ', '')), {
    mode: 'payment',
    amount: 250_00,
    currency: 'usd',
  })

  await page.evaluate('window.incomplete = true')
  await page.getByRole('button', { name: 'Pay $250.00' }).click()
  await page.getByText('Your card number is incomplete.').waitFor()
  assert.equal((await stripe.paymentIntents.list()).data.length, 0, 'a payment was begun for a card that is not typed yet')

  await page.evaluate('window.incomplete = false')
  await page.getByRole('button', { name: 'Pay $250.00' }).dblclick()
  await page.getByText('Paid. Thank you.').waitFor()
  await untilIs(async () => (await demo.api.tab(invoice)).invoice.balance, 0)
  const { payments } = await demo.api.tab(invoice)
  assert.partialDeepStrictEqual(payments, [{ method: 'stripe_link', amount: 250_00, status: 'succeeded', action: 'refund' }])
  assert.equal((await stripe.paymentIntents.list()).data.length, 1)
})

test('A payment that Stripe took and whose answer was lost is not taken again', async () => {
  const invoice = await demo.newInvoice({ total: 250_00 })
  const begun = (await stripe.paymentIntents.list()).data.length
  const page = await payPage(invoice, STRIPE_JS)
  isAnswerLost = true
  await page.getByRole('button', { name: 'Pay $250.00' }).click()
  await page.getByText('We could not reach Stripe.').waitFor()
  isAnswerLost = false
  await page.getByRole('button', { name: 'Pay $250.00' }).click()
  await page.getByText('Paid. Thank you.').waitFor()
  assert.equal((await stripe.paymentIntents.list()).data.length, begun + 1)
  await untilIs(async () => (await demo.api.tab(invoice)).payments.length, 1)
})

test('Where Stripe.js does not load the customer reads so, and nothing is begun', async () => {
  const begun = (await stripe.paymentIntents.list()).data.length
  const page = await payPage(await demo.newInvoice({ total: 250_00 }), null)
  await page.getByText('The form for your card did not load. Check your connection, then reload this page.').waitFor()
  assert.equal(await page.getByRole('button').count(), 0)
  assert.equal((await stripe.paymentIntents.list()).data.length, begun)
})
