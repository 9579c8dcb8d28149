import { html, type TemplateResult } from 'lit'
import type { PaymentsClient } from '../shared/api/client.ts'
import type { WholeView } from '../shared/view.ts'

/** The thread of a payment, where what draws it is here. */
export function unfoldedThread(payment: string, view: WholeView | null, client: PaymentsClient): TemplateResult {
  return view === null
    ? html``
    : html`<jeweltrak-payment-thread .view=${view} .client=${client} .payment=${payment}></jeweltrak-payment-thread>`
}
