/** What drawing the tab costs in a real browser: against the same rows made by hand, and when one of many rows changes. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type CDPSession, type Page } from 'playwright-core'
import type { Payment, Tab } from '../../server/contract/tab.ts'
import { buildWidget } from '../../widget/build.ts'
import { chromiumFlags, findChromium } from '../support/chromium.ts'
import type { Row } from './figures.ts'
import type { Stage as BenchStage } from './stage.ts'

const BOOK = {
  replaces: null,
  charge: null,
  card: null,
  refundable: null,
  refunded: null,
  lost: null,
  fee: null,
  links: null,
  refund: null,
  approval: null,
}

/** A tab of so many rows, each third a Stripe charge. */
function tabOf(rows: number, version: number, changed = ''): Tab {
  const payments = Array.from({ length: rows }, (_, index): Payment => {
    const common = {
      id: `pay_${index}`,
      amount: 10_000 + index,
      currency: 'usd',
      status: 'succeeded',
      note: `Week ${index}${changed}`,
    } as const
    const recordedAt = new Date(Date.UTC(2026, 0, 1, index)).toISOString()
    const recordedBy = { name: 'Maya Ortiz', via: 'widget' } as const
    if (index % 3 !== 0) return { ...BOOK, ...common, method: 'cash', recordedAt, recordedBy, action: 'remove', blockedBy: null }
    const figures = { refundable: common.amount, refunded: 0, lost: 0, fee: { amount: 320, currency: 'usd' } }
    const stripe = {
      charge: `ch_${index}`,
      card: { brand: 'visa', last4: '4242' },
      links: { stripe: 'https://stripe.test/', receipt: null },
    }
    return { ...BOOK, ...common, ...figures, ...stripe, method: 'stripe_link', recordedAt, recordedBy, action: 'refund', blockedBy: null }
  })
  const invoice = { id: '1', number: '1', currency: 'usd', total: 0, paid: 0, balance: 0, status: 'open', customer: null } as const
  const permissions = { refund: true, record: true, remove: true, audit: true, approve: true, refundLeft: null, withoutApproval: null }
  return { invoice, payments, disputes: [], permissions, attention: [], sync: null, version }
}

const SECRET = `e.${Buffer.from(JSON.stringify({ invoice: '1', exp: 4e9 })).toString('base64url')}.s`

/** What the profiler calls time in which no script runs. */
const NO_SCRIPT: ReadonlySet<string> = new Set(['(root)', '(program)', '(idle)'])
/** Between two samples, in microseconds. */
const SAMPLED_EVERY = 100

/** The tag with one stream that is fed by hand. */
class Stage implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack
  readonly page: Page
  readonly #metrics: CDPSession
  #stream: ServerResponse | null = null
  #tab = tabOf(1, 1)
  #version = 1

  private constructor(opened: AsyncDisposableStack, page: Page, metrics: CDPSession) {
    this.#opened = opened
    this.page = page
    this.#metrics = metrics
  }

  static async open(): Promise<Stage> {
    await using opened = new AsyncDisposableStack()
    const directory = await mkdtemp(join(tmpdir(), 'rendering-'))
    opened.defer(() => rm(directory, { recursive: true, force: true }))
    await buildWidget(directory, ['es'])
    let stage: Stage | null = null
    const server = createServer(async (request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname
      if (path.endsWith('/payments')) return response.setHeader('Content-Type', 'application/json').end(JSON.stringify(stage?.tab))
      if (path.endsWith('/stream')) return stage?.follow(response)
      if (path.endsWith('.js')) return response.setHeader('Content-Type', 'text/javascript').end(await readFile(join(directory, path)))
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><html lang="en"><body></body></html>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.defer(() => void (server.closeAllConnections(), server.close()))
    const browser = opened.use(await chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] }))
    const page = await browser.newPage({ viewport: { width: 1_200, height: 900 } })
    const metrics = await page.context().newCDPSession(page)
    await metrics.send('Performance.enable')
    await metrics.send('Profiler.enable')
    await metrics.send('Profiler.setSamplingInterval', { interval: SAMPLED_EVERY })
    stage = new Stage(opened.move(), page, metrics)
    await page.goto(`http://127.0.0.1:${portOf(server.address())}/`)
    await page.evaluate(`import('/jeweltrak-payments.js').then(() => {
      const tag = document.createElement('jeweltrak-payments')
      tag.fetchClientSecret = async () => '${SECRET}'
      document.body.append(tag)
    })`)
    await page.locator('.facts').waitFor()
    return stage
  }

  get tab(): Tab {
    return this.#tab
  }

  follow(response: ServerResponse): void {
    this.#stream = response
    response.setHeader('Content-Type', 'text/event-stream')
    response.write(': here\n\n')
  }

  /** Milliseconds that the page’s thread is busy until `shows` holds: script, style, layout and painting. */
  async cost(work: () => Promise<unknown>, shows: string): Promise<number> {
    const before = await this.#read()
    await work()
    await this.page.waitForFunction(shows)
    await this.page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))')
    return (await this.#read()) - before
  }

  /** Milliseconds of script alone until `shows` holds, garbage collection with it, as the browser’s profiler samples it. */
  async script(work: () => Promise<unknown>, shows: string): Promise<number> {
    await this.#metrics.send('Profiler.start')
    await work()
    await this.page.waitForFunction(shows)
    const { profile } = await this.#metrics.send('Profiler.stop')
    const outside = new Set(profile.nodes.filter(({ callFrame }) => NO_SCRIPT.has(callFrame.functionName)).map(({ id }) => id))
    const times = profile.timeDeltas ?? []
    return (profile.samples ?? []).reduce((sum, node, index) => sum + (outside.has(node) ? 0 : (times[index] ?? 0)), 0) / 1_000
  }

  /** Sends a newer tab. */
  push(rows: number, changed = ''): void {
    this.#version += 1
    this.#tab = tabOf(rows, this.#version, changed)
    this.send(this.#tab)
  }

  /** Sends the same tab with another note on one row. */
  pushOne(row: number, note: string): void {
    this.#version += 1
    const payments = this.#tab.payments.map((payment, index) => (index === row ? { ...payment, note } : payment))
    this.#tab = { ...this.#tab, payments, version: this.#version }
    this.send(this.#tab)
  }

  send(tab: Tab): void {
    this.#stream?.write(`event: tab\nid: ${tab.version}\ndata: ${JSON.stringify(tab)}\n\n`)
  }

  async #read(): Promise<number> {
    const { metrics } = await this.#metrics.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync()
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return address.port
}

const rowsShown = (count: number): string =>
  `document.querySelector('jeweltrak-payments').shadowRoot.querySelectorAll('tbody .row').length === ${count}`

/** Takes the rows out, and builds the same again by hand, node by node, its amounts and dates written anew. */
const BY_HAND = `(() => {
  const root = document.querySelector('jeweltrak-payments').shadowRoot
  const body = root.querySelector('tbody')
  const made = [...body.querySelectorAll('.row')].map((row) => row.cloneNode(true))
  const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'usd' })
  const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })
  const time = new Intl.DateTimeFormat('en', { timeStyle: 'short' })
  window.source = made
  window.build = () => {
    const build = (node) => {
      if (node.nodeType === 3) return document.createTextNode(node.data)
      if (node.nodeType !== 1) return null
      const element = document.createElementNS(node.namespaceURI, node.localName)
      for (const { name, value } of node.attributes) element.setAttribute(name, value)
      for (const child of node.childNodes) { const copy = build(child); if (copy) element.append(copy) }
      if (element.localName === 'button') element.addEventListener('click', () => {})
      if (element.localName === 'time') { const at = new Date(element.dateTime); date.format(at); time.format(at) }
      if (element.className === 'amount') money.format(1234.5)
      return element
    }
    const table = document.createElement('tbody')
    for (const row of window.source) table.append(build(row))
    window.byHand.replaceChildren(table)
  }
  const host = document.createElement('div')
  host.style.containerType = 'inline-size'
  document.body.append(host)
  const shadow = host.attachShadow({ mode: 'open' })
  shadow.adoptedStyleSheets = root.adoptedStyleSheets
  window.byHand = document.createElement('table')
  shadow.append(window.byHand)
})()`

/** What drawing the tab costs, beside the same rows made by hand; and when one row of a thousand changes. */
export async function rendering({ rounds }: Pick<BenchStage, 'rounds'>): Promise<Row[]> {
  await using stage = await Stage.open()
  await stage.page.waitForFunction(rowsShown(1))
  const rows: Row[] = []
  for (const count of [50, 100]) {
    const ours: number[] = []
    const values: number[] = []
    for (let round = -3; round < rounds; round += 1) {
      stage.push(1)
      await stage.page.waitForFunction(rowsShown(1))
      const drawn = await stage.cost(async () => stage.push(count), rowsShown(count))
      await stage.page.evaluate(BY_HAND)
      const built = await stage.cost(() => stage.page.evaluate('window.build()'), 'true')
      await stage.page.evaluate('window.byHand.getRootNode().host.remove()')
      if (round < 0) continue
      ours.push(drawn)
      values.push(built)
    }
    rows.push({ what: `${count} rows drawn`, unit: 'ms', ours, beside: { name: 'the same by hand', values }, goal: '≤ 1.5 ×' })
  }
  stage.push(1_000)
  await stage.page.waitForFunction(rowsShown(100))
  const idle = await stage.cost(() => stage.page.evaluate('1'), 'true')
  const thread: number[] = []
  const script: number[] = []
  const shown = (note: string): string =>
    `document.querySelector('jeweltrak-payments').shadowRoot.querySelector('[data-payment=pay_990] .details').textContent.includes('${note}')`
  for (let round = -3; round < rounds; round += 1) {
    const busy = await stage.cost(async () => stage.pushOne(990, `Round ${round}!`), shown(`Round ${round}!`))
    const run = await stage.script(async () => stage.pushOne(990, `Again ${round}!`), shown(`Again ${round}!`))
    if (round < 0) continue
    thread.push(busy - idle)
    script.push(run)
  }
  const what = 'one row among 1,000 changes'
  return [
    ...rows,
    { what: `${what}: script`, unit: 'ms', ours: script, beside: null, goal: '< 8 ms' },
    { what: `${what}, with the drawing of the frame`, unit: 'ms of the page’s thread', ours: thread, beside: null, goal: '' },
  ]
}
