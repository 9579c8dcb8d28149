import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { amountReader, currencyRule } from '../../../server/contract/money.ts'
import type { WholeView } from '../view.ts'
import type { Complaint } from './complaint.ts'

/** What a typed amount comes to: minor units, or what to say about it. */
export type TypedAmount = { readonly kind: 'amount'; readonly amount: number } | { readonly kind: 'error'; readonly text: string }

/** The most that may be entered, in minor units, and what to say beyond it. */
export interface Cap {
  readonly amount: number
  readonly over: (written: string) => string
}

/** Reads a typed amount by the reader’s locale. */
export function readAmount(typed: string, currency: string, cap: Cap | null, { messages, formats }: WholeView): TypedAmount {
  const error = (text: string): TypedAmount => ({ kind: 'error', text })
  const parsed = formats.parse(typed, currency, amountReader)
  switch (parsed.kind) {
    case 'empty':
      return error(messages.common.amount.empty)
    case 'not_a_number':
      return error(
        typed.trim().startsWith('-') || typed.trim().startsWith('−')
          ? messages.common.amount.notPositive
          : messages.common.amount.notANumber(formats.typed(25 * 10 ** currencyRule(currency).exponent, currency)),
      )
    case 'other_currency':
      return error(messages.common.amount.otherCurrency(formats.currencyName(currency)))
    case 'ambiguous': {
      const [grouped, decimal] = parsed.readings
      return error(messages.common.amount.ambiguous(formats.typed(grouped, currency), formats.typed(decimal, currency)))
    }
    case 'too_many_decimals':
      return error(messages.common.amount.tooManyDecimals(parsed.decimals))
    case 'last_decimal_not_zero':
      return error(messages.common.amount.lastDecimalNotZero)
    case 'too_large':
      return error(messages.common.amount.tooLarge)
    case 'amount':
      if (parsed.amount <= 0) return error(messages.common.amount.notPositive)
      if (cap !== null && parsed.amount > cap.amount) return error(cap.over(formats.money(cap.amount, currency)))
      return parsed
  }
}

export interface AmountField {
  readonly label: string
  readonly typed: string
  readonly currency: string
  readonly complaint: Complaint
  /** The id of what else describes it. */
  readonly hint?: string
  readonly readonly: boolean
  onInput(typed: string): void
}

/** A text field, because `type=number` turns a typed `12,50` into 1250. */
export function amountField({ label, typed, currency, complaint, hint, readonly, onInput }: AmountField): TemplateResult {
  const { text } = complaint
  const input = (event: InputEvent & { currentTarget: HTMLInputElement }): void => {
    complaint.typing()
    onInput(event.currentTarget.value)
  }
  return html`<div class="field">
    <label for="amount">${label}</label>
    <div class="control">
      <input
        id="amount"
        type="text"
        inputmode="decimal"
        enterkeyhint="next"
        autocomplete="off"
        autofocus
        .value=${live(typed)}
        ?readonly=${readonly}
        aria-invalid=${String(text !== null)}
        aria-describedby=${hint === undefined ? 'amount-error' : `amount-error ${hint}`}
        @focus=${(event: FocusEvent & { currentTarget: HTMLInputElement }) => event.currentTarget.select()}
        @input=${input}
        @change=${() => complaint.due()}
      />
      <span aria-hidden="true">${currency.toUpperCase()}</span>
    </div>
    <p id="amount-error" class="error">${text ?? nothing}</p>
  </div>`
}
