/**
 * The packages as they would be published, installed from the registry's side into empty projects: pages in several frameworks,
 * where someone refunds in Chromium, and hosts that have the server inside them. Used by `npm run proof -- packages`.
 */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import { createClient } from '../../server/client/index.ts'
import { EmbedSession } from '../../server/contract/responses.ts'
import { createApi } from '../support/api.ts'
import { chromiumFlags, findChromium } from '../support/chromium.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { untilIs } from '../support/until.ts'
import { packAll, run, type Packed } from './support.ts'
import { API_KEY, SERVER_TEMPLATE, startSimulator, STRIPE_KEY, WEBHOOK_SECRET } from '../support/server.ts'
import { openHttpShop, type HttpShop } from '../support/http-shop.ts'

const EXAMPLES = join(import.meta.dirname, '..', '..', 'demo', 'examples')
const PAGES = ['plain', 'react', 'vue', 'svelte'] as const
const HOSTS = ['node', 'express', 'hono'] as const

/** Returns whether every example works; says of each how it went. */
export async function useExamples(): Promise<boolean> {
  await using packed = await packAll()
  let isWell = true
  const attempt = async (name: string, use: (project: string) => Promise<void>): Promise<void> => {
    const began = performance.now()
    const failure = await install(packed, name)
      .then(use)
      .then(
        () => null,
        (error: unknown) => error,
      )
    isWell &&= failure === null
    console.log(`${failure === null ? 'works' : 'FAILS'}  ${name}, ${Math.round((performance.now() - began) / 1000)} s`)
    if (failure !== null) console.log(failure)
  }
  for (const name of PAGES) await attempt(name, refundOnPage)
  for (const name of HOSTS) await attempt(name, refundAtHost)
  return isWell
}

/** A copy of the example with both packages installed, and whatever else it names, by npm; built. */
async function install({ folder, tarballs }: Packed, name: string): Promise<string> {
  const project = join(folder, 'examples', name)
  await mkdir(project, { recursive: true })
  await cp(join(EXAMPLES, name), project, { recursive: true })
  await cp(join(EXAMPLES, 'host.js'), join(project, 'host.js'))
  await run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...Object.values(tarballs)], { cwd: project })
  await run('npm', ['run', 'build', '--silent'], { cwd: project })
  return project
}

/** Someone opens the page, refunds, and nothing is said on the console, also when the page renders again. */
async function refundOnPage(project: string): Promise<void> {
  await using resources = new AsyncDisposableStack()
  const payments = resources.use(await openHttpShop({ allowedOrigins: [] }))
  const charge = await payOnce(payments)
  const env = { PAYMENTS_URL: payments.url, PAYMENTS_API_KEY: API_KEY }
  const { url, child } = await startProgram(project, 'host.js', env)
  resources.defer(() => end(child))
  await payments.db
    .updateTable('stores')
    .set({ allowed_origins: [url] })
    .where('id', '=', 'default')
    .execute()

  const browser = resources.adopt(await chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] }), (it) =>
    it.close(),
  )
  const page = await browser.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => void complaints.push(message.text()))
  page.on('pageerror', (error) => void complaints.push(error.message))
  await page.goto(url)
  const tag = page.locator('jeweltrak-payments')
  await tag.getByRole('button', { name: /^Refund/ }).waitFor()
  assert.equal(await page.locator('#balance').innerText(), '5000')
  await tag.getByRole('button', { name: /^Refund/ }).click()
  const dialog = tag.getByRole('dialog')
  await dialog.getByLabel('Amount to refund').fill('20.00')
  for (let renders = 0; renders < 5; renders += 1) await page.locator('#render').dispatchEvent('click')
  await dialog.locator('[part~=submit-button]').click()
  await dialog.waitFor({ state: 'detached' })
  await untilIs(() => page.locator('#balance').innerText(), '7000')
  const { payments: rows } = await createClient({ url: payments.url, apiKey: API_KEY }).readTab('1001')
  assert.deepEqual(
    rows.filter(({ refund }) => refund !== null).map(({ amount, refund }) => [amount, refund?.original]),
    [[-2_000, charge]],
  )
  assert.deepEqual(complaints, [])
}

/** A charge of 5,000 on invoice 1001 of 10,000; its row. */
async function payOnce(payments: HttpShop): Promise<string> {
  const client = createClient({ url: payments.url, apiKey: API_KEY })
  await client.putInvoice('1001', { number: '1001', currency: 'usd', total: 10_000 })
  await payments.simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 5_000 })
  await untilIs(async () => (await client.readTab('1001')).payments.length, 1)
  const [row] = (await client.readTab('1001')).payments
  assert.ok(row !== undefined)
  return row.id
}

/** The server inside the host takes calls and webhooks below its prefix, and the host's endpoint gives a session that refunds. */
async function refundAtHost(project: string): Promise<void> {
  await using resources = new AsyncDisposableStack()
  const database = resources.use(await createTestDatabase(SERVER_TEMPLATE))
  const simulator = await startSimulator({}, resources)
  const { url, child } = await startProgram(project, 'server.js', {
    DATABASE_URL: database.connectionString,
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_API_URL: simulator.url,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    PAYMENTS_API_KEY: API_KEY,
  })
  resources.defer(() => end(child))
  simulator.sendWebhooksTo(`${url}/payments`)

  assert.deepEqual(await (await fetch(url)).json(), { shop: 'open' })
  const client = createClient({ url: `${url}/payments`, apiKey: API_KEY })
  await client.putInvoice('1001', { number: '1001', currency: 'usd', total: 10_000 })
  await simulator.control('POST', '/_sim/charges', { invoice: '1001', amount: 5_000 })
  await untilIs(async () => (await client.readTab('1001')).payments.length, 1)
  const asMaya = { method: 'POST', headers: { cookie: 'user=maya' } }
  assert.equal((await fetch(`${url}/payments-session?invoice=1001`, { method: 'POST' })).status, 403)
  assert.equal((await fetch(`${url}/payments-session?invoice=1002`, asMaya)).status, 403)
  const { clientSecret } = EmbedSession.parse(await (await fetch(`${url}/payments-session?invoice=1001`, asMaya)).json())
  const [row] = (await client.readTab('1001')).payments
  const refund = await createApi(`${url}/payments`, clientSecret).refund('1001', { payment: row?.id, amount: 2_000 })
  assert.equal(refund.recordedBy.name, 'Maya')
  assert.equal((await client.readTab('1001')).invoice.balance, 7_000)
}

/** Starts a program that prints its address as its first line. */
async function startProgram(
  project: string,
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [file], { cwd: project, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('http://')) return { url: line, child }
  throw new Error(`${file} ended before it served`)
}

/** It must end by itself once it is told to, with code 0 or by the signal. */
async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.ok(child.exitCode === 0 || child.signalCode === 'SIGTERM', `it ended with ${child.exitCode}`)
}
