import { html, type TemplateResult } from 'lit'

/** What is announced to screen readers, once: politely, or at once. */
export interface Announcement {
  readonly text: string
  readonly urgency: 'polite' | 'assertive'
}

/** A region is read only when it was there, and not inert, for so many milliseconds before its text came. */
export const READY_AFTER = 100

/** The two live regions: rendered empty from the start, because a region that arrives with its words is not read. */
export function liveRegions(announcement: Announcement | null): TemplateResult {
  const text = (urgency: Announcement['urgency']): string => (announcement?.urgency === urgency ? announcement.text : '')
  return html`<div class="visually-hidden live" aria-live="polite" aria-atomic="true" .textContent=${text('polite')}></div>
    <div class="visually-hidden live" aria-live="assertive" aria-atomic="true" .textContent=${text('assertive')}></div>`
}
