import { html, type TemplateResult } from 'lit'
import { loadError } from '../notices/notices.ts'
import { tableSkeleton } from '../table/payments-table.ts'
import type { FirstMessages } from '../messages/index.ts'
import type { TabState } from './tab-controller.ts'

/** What stands where the tab will: that it is loading, or why it can't be shown. */
export function waitingCard(state: TabState, messages: FirstMessages, retry: () => void): TemplateResult {
  return html`<div class="card" part="card" tabindex="-1">${
    state.kind === 'failed' ? loadError(state.code, state.requestId, messages, retry) : tableSkeleton(messages.table.loading)
  }</div>`
}
