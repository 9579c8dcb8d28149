import { html, type TemplateResult } from 'lit'

/** Muted grey done, blue underway, amber caution, red trouble, green won. The words carry the meaning, not the colour. */
export type Tone = 'grey' | 'blue' | 'amber' | 'red' | 'green'

export const statusBadge = (text: string, tone: Tone): TemplateResult =>
  html`<span class="badge ${tone}" part="badge" .textContent=${text}></span>`
