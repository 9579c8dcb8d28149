import { html, type TemplateResult } from 'lit'
import { BOOK_METHODS } from '../../server/contract/choices.ts'
import type { BookMethod } from '../../server/contract/fields.ts'
import type { RecordBookPayment } from '../../server/contract/requests.ts'
import { methodIcon } from '../shared/icons.ts'
import type { WholeView } from '../shared/view.ts'

export type Direction = RecordBookPayment['direction']

/** One of several, with what is done once another is chosen. */
export interface Choice<Value> {
  readonly chosen: Value
  readonly disabled: boolean
  onChange(value: Value): void
}

/** How the money came or went. */
export function methodChoices({ chosen, disabled, onChange }: Choice<BookMethod>, { messages }: WholeView): TemplateResult {
  return html`<fieldset class="field">
    <legend>${messages.record.method}</legend>
    <div class="choices">${BOOK_METHODS.map(
      (method) =>
        html`<label class="choice">
          <input type="radio" name="method" value=${method} .checked=${method === chosen} ?disabled=${disabled} @change=${() => onChange(method)} />
          ${methodIcon(method)} ${messages.common.methods[method]}
        </label>`,
    )}</div>
  </fieldset>`
}

/** Whether it came in or went out. */
export function directionChoices({ chosen, disabled, onChange }: Choice<Direction>, { messages: { record } }: WholeView): TemplateResult {
  const choice = (direction: Direction, text: string): TemplateResult => html`<label class="choice">
    <input type="radio" name="direction" value=${direction} .checked=${direction === chosen} ?disabled=${disabled} @change=${() => onChange(direction)} />
    ${text}
  </label>`
  return html`<fieldset class="field">
    <legend>${record.direction}</legend>
    <div class="choices">${choice('out', record.out)} ${choice('in', record.in)}</div>
  </fieldset>`
}
