/** Everything the page knows, in one place; changing it draws the page again. */
import type { AuditEntry } from '../../server/contract/responses.ts'
import type { Invoice } from '../../server/contract/tab.ts'
import type { StripeState } from '../controls.ts'
import type { ShopFacts } from '../shop/facts.ts'
import { writeSettings, type Settings } from './settings.ts'

export interface PageState {
  readonly settings: Settings
  readonly facts: ShopFacts
  /** Typed into the list's search field. */
  readonly search: string
  /** Whether the list lies over the page, where there is no room beside it. */
  readonly listOpen: boolean
  /** As the widget’s events say; null until the first. */
  readonly invoice: Invoice | null
  readonly history: History
  /** What the simulated Stripe has for this invoice. */
  readonly stripe: StripeState
  /** Whether that may have changed since it was read. */
  readonly stripeStale: boolean
  /** What is made to go wrong at the moment, as the simulator says it. */
  readonly faults: string | null
  /** What became of the last thing done in the QA panel. */
  readonly outcome: { readonly text: string; readonly failed: boolean } | null
  /** The widget's events, the newest first. */
  readonly events: readonly string[]
}

export interface History {
  readonly entries: readonly AuditEntry[]
  readonly next: string | null
  readonly state: 'unread' | 'reading' | 'read' | 'failed'
}

/** What is known of an invoice before anything was read. */
export const NOTHING_YET = {
  invoice: null,
  history: { entries: [], next: null, state: 'unread' },
  stripe: { charges: [], refunds: [], disputes: [], silentCharges: [] },
  stripeStale: true,
  faults: null,
  outcome: null,
  events: [],
} as const satisfies Partial<PageState>

export interface Page {
  readonly state: PageState
  update(change: Partial<PageState>): void
  /** Also kept in the address; `visit` makes it a step of the browser's history. */
  set(change: Partial<Settings>, visit?: boolean): void
}

export function createPage(first: PageState, draw: (page: Page) => void): Page {
  let state = first
  const page: Page = {
    get state() {
      return state
    },
    update(change) {
      state = { ...state, ...change }
      draw(page)
    },
    set(change, visit = false) {
      const settings = { ...state.settings, ...change }
      history[visit ? 'pushState' : 'replaceState'](null, '', writeSettings(settings))
      page.update({ settings })
    },
  }
  return page
}
