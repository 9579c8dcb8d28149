import { html, type TemplateResult } from 'lit'
import type { PaymentsClient } from '../shared/api/client.ts'
import type { View } from '../shared/view.ts'

/** The thread of a payment. What draws it is loaded with the first; `onFailure` is called where it can’t be. */
export function unfoldedThread(payment: string, view: View, client: PaymentsClient, onFailure: () => void): TemplateResult {
  import('./define.ts').catch(onFailure)
  return html`<jeweltrak-payment-thread .view=${view} .client=${client} .payment=${payment}></jeweltrak-payment-thread>`
}
