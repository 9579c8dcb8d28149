import { html, nothing, type TemplateResult } from 'lit'
import type { Connection } from '../api/follow-tab.ts'
import { crossIcon, infoIcon, syncIcon, warningIcon } from '../icons/icons.ts'
import type { LoadErrorCode } from '../tab/load-error.ts'
import type { View } from '../view.ts'
import type { Words } from '../words/words.ts'

/** What needs a person on this invoice, in words. */
export function attentionNotice({ tab, words, formats }: View): TemplateResult | typeof nothing {
  if (tab.attention.length === 0) return nothing
  return html`<section class="notice amber" part="attention" aria-label=${words.attention.title}>
    ${warningIcon}
    <div class="notice-words">
      <p class="notice-title">${words.attention.title}</p>
      ${tab.attention.map(({ code, since }) => html`<p>${words.attention[code]} <span class="second-inline">(${words.since(formats.date(since))})</span></p>`)}
    </div>
  </section>`
}

/** Said whenever what is on screen may not be the newest. */
export function connectionNotice(connection: Connection, words: Words): TemplateResult | typeof nothing {
  if (connection === 'live') return nothing
  return html`<div class="notice" part="connection" data-connection=${connection}>${syncIcon}<p>${words.connection[connection]}</p></div>`
}

export function voidedNotice({ tab, words }: View): TemplateResult | typeof nothing {
  return tab.invoice.status === 'voided' ? html`<div class="notice" part="voided">${infoIcon}<p>${words.voided}</p></div>` : nothing
}

export interface Offer {
  readonly text: string
  readonly action: string
  accept(): void
  dismiss(): void
}

/** After a refund: the way to take the money by another method. */
export function offerNotice(offer: Offer, words: Words): TemplateResult {
  return html`<div class="notice" part="offer">
    ${infoIcon}
    <p>${offer.text}</p>
    <button type="button" part="offer-button" @click=${() => offer.accept()}>${offer.action}</button>
    <button type="button" class="quiet icon-only" aria-label=${words.dismiss} @click=${() => offer.dismiss()}>${crossIcon}</button>
  </div>`
}

/** Something that was asked for here did not work. */
export function failureNotice(text: string, words: Words, dismiss: () => void): TemplateResult {
  return html`<div class="notice red" part="failure">
    ${warningIcon}
    <p>${text}</p>
    <button type="button" class="quiet icon-only" aria-label=${words.dismiss} @click=${dismiss}>${crossIcon}</button>
  </div>`
}

/** In place of the tab, when there is none to show. */
export function loadError(code: LoadErrorCode, words: Words, retry: () => void): TemplateResult {
  const { title, text } = words.loadErrors[code]
  return html`<div class="load-error" part="error" role="alert" data-code=${code}>
    ${warningIcon}
    <p class="notice-title">${title}</p>
    <p>${text}</p>
    <button type="button" part="retry-button" @click=${retry}>${words.retry}</button>
  </div>`
}
