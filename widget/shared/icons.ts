import { svg, html, type TemplateResult } from 'lit'
import type { Method } from '../../server/contract/fields.ts'

/** Every icon is decoration beside words, so none has a name of its own. */
const icon = (paths: TemplateResult): TemplateResult => html`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${paths}</svg>`

const METHODS: Readonly<Record<Method, TemplateResult>> = {
  stripe_link: svg`<rect x="1.75" y="3.25" width="12.5" height="9.5" rx="1.5" /><path d="M1.75 6.25h12.5M4.25 10h2.5" />`,
  stripe_terminal: svg`<rect x="3.75" y="1.75" width="8.5" height="12.5" rx="1.5" /><path d="M6 4.25h4v2.5H6zM6 9.25h.01M8 9.25h.01M10 9.25h.01M6 11.75h.01M8 11.75h.01M10 11.75h.01" />`,
  stripe_refund: svg`<path d="M5.25 2.75 2.25 5.75l3 3" /><path d="M2.5 5.75h7.25a4 4 0 0 1 0 8H6.25" />`,
  cash: svg`<rect x="1.75" y="4.25" width="12.5" height="7.5" rx="1.25" /><circle cx="8" cy="8" r="1.75" /><path d="M4 8h.01M12 8h.01" />`,
  check: svg`<path d="M1.75 4.25h12.5v7.5H1.75z" /><path d="M4 7h4.5M4 9.5h3M10 9.75l1-1 1 1" />`,
  store_credit: svg`<path d="M2.25 6.75V13.25h11.5V6.75" /><path d="M1.75 4.75 3 2.25h10l1.25 2.5a2.05 2.05 0 0 1-4.15 0 2.1 2.1 0 0 1-4.2 0 2.05 2.05 0 0 1-4.15 0Z" />`,
  gift_card: svg`<rect x="1.75" y="5.25" width="12.5" height="8.5" rx="1.25" /><path d="M1.75 8.75h12.5M8 5.25v8.5M8 5.25C6.5 2 3.75 2 4 3.75 4.1 4.75 5.5 5.25 8 5.25c2.5 0 3.9-.5 4-1.5C12.25 2 9.5 2 8 5.25Z" />`,
}

export const methodIcon = (method: Method): TemplateResult => icon(METHODS[method])

export const checkIcon = icon(svg`<circle cx="8" cy="8" r="6.25" /><path d="m5.25 8.25 2 2 3.5-4" />`)
export const warningIcon = icon(svg`<path d="M8 2 14.5 13.5h-13Z" /><path d="M8 6.5v3.25M8 11.75h.01" />`)
export const clockIcon = icon(svg`<circle cx="8" cy="8" r="6.25" /><path d="M8 4.5V8l2.25 1.5" />`)
export const crossIcon = icon(svg`<path d="m4 4 8 8M12 4l-8 8" />`)
export const chevronIcon = icon(svg`<path d="m6 4 4 4-4 4" />`)
export const infoIcon = icon(svg`<circle cx="8" cy="8" r="6.25" /><path d="M8 7.5v3.25M8 5.25h.01" />`)
export const syncIcon = icon(
  svg`<path d="M13.75 6.5A6 6 0 0 0 3 4.75L1.75 6.25M2.25 9.5A6 6 0 0 0 13 11.25l1.25-1.5" /><path d="M1.75 2.75v3.5h3.5M14.25 13.25v-3.5h-3.5" />`,
)
