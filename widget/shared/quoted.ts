import { html, nothing, type TemplateResult } from 'lit'
import type { View } from './view.ts'

/** The id by which an administrator finds a call that went wrong; nothing where the server never answered it. */
export function quoted(requestId: string | null | undefined, { messages }: Pick<View, 'messages'>): TemplateResult | typeof nothing {
  return requestId == null || requestId === ''
    ? nothing
    : html`<span class="quote" translate="no">${messages.common.quote(requestId)}</span>`
}
