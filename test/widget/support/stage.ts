import '../../../widget/define.ts'
import { expect, fixture, fixtureCleanup, waitUntil } from '@open-wc/testing'
import { executeServerCommand } from '@web/test-runner-commands'
import { html } from 'lit'
import { http } from 'msw'
import { setupWorker } from 'msw/browser'
import type { Tab } from '../../../server/contract/tab.ts'
import type { Environment } from '../../../widget/shared/environment.ts'
import type { JeweltrakPayments } from '../../../widget/index.ts'
import { FakeServer } from './fake-server.ts'
import { clientSecret, NOW } from './tabs.ts'

/** Milliseconds that a busy machine may take for what is there at once on an idle one. */
const LONGEST_WAIT = 8_000

export const API = 'https://payments.test'

let server: FakeServer | null = null

const worker = setupWorker(http.all(`${API}/*`, ({ request }) => server?.handle(request)))

before(() =>
  worker.start({ quiet: true, onUnhandledFrame: 'error', serviceWorker: { url: '/mockServiceWorker.js' } }).then(() => undefined),
)
afterEach(async function () {
  if (this.currentTest?.state === 'failed') await executeServerCommand('picture', this.currentTest.fullTitle())
  fixtureCleanup()
  server?.close()
  server = null
  expect(litWarnings(), 'warnings of Lit').to.deep.equal([])
})

/** What Lit complained of, besides being in development mode. */
function litWarnings(): string[] {
  const issued: unknown = Reflect.get(globalThis, 'litIssuedWarnings')
  return issued instanceof Set
    ? [...issued].map(String).filter((warning) => !warning.includes('dev-mode') && !warning.includes('Lit is in dev mode'))
    : []
}

/** A clock that a test moves, with its waits, and a page that it hides; ids are counted, the locks are the browser’s. */
export class TestEnvironment implements Environment {
  time = NOW
  locks: Environment['locks'] = navigator.locks
  online = true
  loaded: ReturnType<Environment['resources']> = []
  readonly #waiting = new Set<{ readonly until: number; readonly done: () => void }>()
  readonly #page = new EventTarget()
  #visibility: DocumentVisibilityState = 'visible'
  #ids = 0

  now(): number {
    return this.time
  }

  /** A key comes when the test presses it. */
  timeOf(): number {
    return this.time
  }

  newId(): string {
    this.#ids += 1
    return `key-${this.#ids}`
  }

  random(): number {
    return 0.5
  }

  isOnline(): boolean {
    return this.online
  }

  resources(): ReturnType<Environment['resources']> {
    return this.loaded
  }

  timeout(milliseconds: number): AbortSignal {
    const late = new AbortController()
    void this.wait(milliseconds, new AbortController().signal).then(() => late.abort())
    return late.signal
  }

  async untilPageIs(state: DocumentVisibilityState, signal: AbortSignal): Promise<void> {
    while (this.#visibility !== state && !signal.aborted) {
      await new Promise((resolve) => {
        this.#page.addEventListener('change', resolve, { once: true })
        signal.addEventListener('abort', resolve, { once: true })
      })
    }
  }

  async untilOnline(online: boolean, signal: AbortSignal): Promise<void> {
    while (this.online !== online && !signal.aborted) {
      await new Promise((resolve) => {
        this.#page.addEventListener('network', resolve, { once: true })
        signal.addEventListener('abort', resolve, { once: true })
      })
    }
  }

  /** The network goes, or comes back. */
  connects(online: boolean): void {
    this.online = online
    this.#page.dispatchEvent(new Event('network'))
  }

  /** The window is minimised, another tab comes before this one, or it comes back. */
  becomes(visibility: DocumentVisibilityState): void {
    this.#visibility = visibility
    this.#page.dispatchEvent(new Event('change'))
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = { until: this.time + milliseconds, done: () => resolve() }
      this.#waiting.add(waiting)
      signal.addEventListener('abort', waiting.done, { once: true })
    })
  }

  /** Whether something goes on in exactly this time. */
  isWaitedFor(milliseconds: number): boolean {
    return [...this.#waiting].some(({ until }) => until === this.time + milliseconds)
  }

  /** Lets this much time pass, and whoever waited for it go on. */
  pass(milliseconds: number): void {
    this.time += milliseconds
    for (const waiting of this.#waiting) {
      if (waiting.until > this.time) continue
      this.#waiting.delete(waiting)
      waiting.done()
    }
  }
}

export interface Stage {
  readonly element: JeweltrakPayments
  readonly server: FakeServer
  readonly environment: TestEnvironment
  /** Every event of the widget so far. */
  readonly events: Event[]
  readonly find: <Found extends Element = HTMLElement>(selector: string) => Found | null
  readonly get: <Found extends Element = HTMLElement>(selector: string) => Found
  readonly row: (payment: string) => HTMLElement
}

const EVENTS = [
  'ready',
  'refund-requested',
  'refund-succeeded',
  'refund-failed',
  'payment-recorded',
  'payment-removed',
  'balance-changed',
  'dispute-opened',
  'error',
]

export interface StageOptions {
  readonly prepare?: (element: JeweltrakPayments, server: FakeServer) => void
  /** Wait for the tab to be there; on by default. */
  readonly shown?: boolean
  /** `prepare` puts the tag where it is to stand. */
  readonly moved?: boolean
}

/** Puts the tag on a page with a server that has `tab`. */
export async function stage(tab: Tab, { prepare, shown = true, moved = false }: StageOptions = {}): Promise<Stage> {
  const mine = new FakeServer(tab)
  server = mine
  const environment = new TestEnvironment()
  const events: Event[] = []
  const element = document.createElement('jeweltrak-payments')
  element.api = API
  element.locale = 'en-US'
  element.storeTimeZone = 'America/New_York'
  element.environment = environment
  element.fetchClientSecret = async () => clientSecret()
  for (const name of EVENTS) element.addEventListener(`jeweltrak-${name}`, (event) => events.push(event))
  prepare?.(element, mine)
  if (!moved) await fixture(html`<div>${element}</div>`)
  const find = <Found extends Element>(selector: string): Found | null => element.shadowRoot?.querySelector<Found>(selector) ?? null
  const get = <Found extends Element>(selector: string): Found => found(find<Found>(selector), selector)
  if (shown)
    await waitUntil(() => find('.facts') !== null && mine.openStreams > 0, 'the tab to be shown and followed', { timeout: LONGEST_WAIT })
  return { element, server: mine, environment, events, find, get, row: (payment) => get<HTMLElement>(`[data-payment="${payment}"]`) }
}

function found<Found>(value: Found | null, what: string): Found {
  if (value === null) throw new Error(`there is no ${what}`)
  return value
}

/** The open dialog’s shadow root as soon as it is open: it takes no press yet. */
export async function justOpened({ find }: Stage): Promise<ShadowRoot> {
  await waitUntil(() => find('.dialog')?.shadowRoot?.querySelector('dialog')?.open === true, 'the dialog to open', {
    timeout: LONGEST_WAIT,
  })
  return found(find('.dialog')?.shadowRoot ?? null, 'dialog')
}

/** The open dialog’s shadow root, once it is open and the half second is over in which it takes no press. */
export async function openDialog(shown: Stage): Promise<ShadowRoot> {
  const root = await justOpened(shown)
  shown.environment.pass(500)
  const button = found(root.querySelector('[part="submit-button"]'), 'button that submits')
  await waitUntil(() => button.getAttribute('aria-disabled') === 'false', 'the dialog to take a press', { timeout: LONGEST_WAIT })
  return root
}

export async function dialogClosed({ find }: Stage): Promise<void> {
  await waitUntil(() => find('.dialog') === null, 'the dialog to close', { timeout: LONGEST_WAIT })
}

/** Types into a field as a person would, all at once, in the place of what was there, and is done with it. */
export function type(root: ShadowRoot, selector: string, text: string): void {
  const field = found(root.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector), selector)
  field.value = text
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
}

/** Chooses in a select as a person would. */
export function choose(root: ShadowRoot, selector: string, value: string): void {
  const select = found(root.querySelector<HTMLSelectElement>(selector), selector)
  select.value = value
  select.dispatchEvent(new Event('change', { bubbles: true }))
}

export function click(root: ParentNode, selector: string): void {
  found(root.querySelector<HTMLElement>(selector), selector).click()
}

/** The words of a part of the page, as read: one line, single spaces. */
export function words(node: Node | null): string {
  return (node?.textContent ?? '').replace(/\s+/gu, ' ').trim()
}
