import { html, type TemplateResult } from 'lit'
import type { Payment } from '../../server/contract/tab.ts'
import { isVoid } from '../shared/failed-refund.ts'
import { span, type WholeView } from '../shared/view.ts'

/** Within this time an equal refund may be the same one, made twice by mistake. */
const RECENT = 10 * 60_000

/** The newest refund of the same amount on the same payment, made minutes ago by anyone; null where there is none. */
export function lookAlike(payment: Payment, amount: number, { tab, now }: WholeView): Payment | null {
  return (
    tab.payments.findLast(
      (row) => row.refund?.original === payment.id && row.amount === -amount && !isVoid(row) && now - Date.parse(row.recordedAt) < RECENT,
    ) ?? null
  )
}

/** Names the equal refund, with a box to tick: no second dialog. */
export function lookAlikeBox(
  like: Payment,
  confirmed: boolean,
  complain: boolean,
  view: WholeView,
  onChange: (confirmed: boolean) => void,
): TemplateResult {
  const { messages, formats, now } = view
  const ago = messages.common.ago(span(now - Date.parse(like.recordedAt)))
  return html`<div class="message amber look-alike">
    <p>${messages.refund.lookAlike(like.recordedBy, formats.money(-like.amount, like.currency), ago)}</p>
    <label class="check"><input type="checkbox" id="another" .checked=${confirmed} aria-invalid=${String(complain)} aria-describedby="another-error" @change=${(event: Event & { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.checked)} /> ${messages.refund.another}</label>
    <p id="another-error" class="error" aria-live="polite">${complain ? messages.refund.tickAnother : ''}</p>
  </div>`
}
