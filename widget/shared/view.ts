import type { Tab } from '../../server/contract/tab.ts'
import type { Formats } from './format/formats.ts'
import type { FirstMessages, Messages } from '../messages/index.ts'
import type { Span } from './messages.ts'

/** What every part of the tab is drawn from. */
export interface View {
  readonly tab: Tab
  readonly messages: FirstMessages
  readonly formats: Formats
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What is drawn later is drawn from this. */
export interface WholeView extends View {
  readonly messages: Messages
}

/** A span of milliseconds as days, hours and minutes; none when negative. */
export function span(milliseconds: number): Span {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  return { days: Math.floor(minutes / 1440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 }
}

/** An address that may be followed: `http` or `https`, absolute or of this page; else null. */
export function safeLink(href: string): string | null {
  if (href === '' || !URL.canParse(href, document.baseURI)) return null
  const url = new URL(href, document.baseURI)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}
