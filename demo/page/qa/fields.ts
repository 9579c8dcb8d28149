import { html, type TemplateResult } from 'lit'
import { parseAmount } from '../../../server/contract/money.ts'

export interface Choice<T extends string = string> {
  readonly value: T
  readonly text: string
}

/** A labelled list to choose from. */
export function choose<T extends string>(
  label: string,
  choices: readonly Choice<T>[],
  chosen: string,
  onChoose: (value: T) => void,
): TemplateResult {
  const take = (event: Event & { currentTarget: HTMLSelectElement }): void => {
    const choice = choices.find(({ value }) => value === event.currentTarget.value)
    if (choice !== undefined) onChoose(choice.value)
  }
  return html`<label class="field"
    ><span>${label}</span>
    <select @change=${take}>
      ${choices.map(({ value, text }) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
    </select>
  </label>`
}

/** A list within a form, read when the form is sent. */
export function pick(label: string, name: string, choices: readonly Choice[]): TemplateResult {
  return html`<label class="field"
    ><span>${label}</span>
    <select name=${name}>
      ${choices.map(({ value, text }) => html`<option value=${value}>${text}</option>`)}
    </select>
  </label>`
}

export function amountInput(label: string, name: string, placeholder: string): TemplateResult {
  return html`<label class="field"><span>${label}</span><input type="text" name=${name} inputmode="decimal" autocomplete="off" placeholder=${placeholder} /></label>`
}

/** What a form says, by the names of its fields. */
export interface Said {
  text(name: string): string
  /** In minor units; null where the field was left empty or has no amount in it. */
  amount(name: string, currency: string, locale: string): number | null
}

export function onSend(send: (said: Said) => void): (event: SubmitEvent & { currentTarget: HTMLFormElement }) => void {
  return (event) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string): string => {
      const value = data.get(name)
      return typeof value === 'string' ? value : ''
    }
    send({
      text,
      amount(name, currency, locale) {
        const parsed = parseAmount(text(name), currency, locale)
        return parsed.kind === 'amount' ? parsed.amount : null
      },
    })
  }
}
