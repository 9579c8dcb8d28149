import { html, type TemplateResult } from 'lit'

/** What is announced to screen readers, once: politely, or at once. */
export interface Announcement {
  readonly text: string
  readonly urgency: 'polite' | 'assertive'
}

/** The two live regions: rendered empty from the start, because a region that arrives with its words is not read. */
export function liveRegions(announcement: Announcement | null): TemplateResult {
  const text = (urgency: Announcement['urgency']): string => (announcement?.urgency === urgency ? announcement.text : '')
  return html`<div class="visually-hidden" aria-live="polite" aria-atomic="true">${text('polite')}</div>
    <div class="visually-hidden" aria-live="assertive" aria-atomic="true">${text('assertive')}</div>`
}
