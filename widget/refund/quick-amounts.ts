import { html, nothing, type TemplateResult } from 'lit'
import { percentOf } from '../../server/contract/money.ts'
import type { WholeView } from '../shared/view.ts'
import type { InvoiceLine } from './refund-options.ts'

export interface QuickAmounts {
  /** All that can be refunded now, in minor units. */
  readonly all: number
  /** In percent. */
  readonly restockingFee: number
  readonly lines: readonly InvoiceLine[]
  /** The lines that are ticked. */
  readonly picked: ReadonlySet<InvoiceLine>
  readonly currency: string
  toggle(line: InvoiceLine): void
  /** Takes an amount into the field. */
  use(amount: number): void
}

/** Amounts that are one press away: lines of the invoice, all that remains, and the same less a restocking fee. */
export function quickAmounts(options: QuickAmounts, view: WholeView): TemplateResult | typeof nothing {
  const { all, restockingFee, picked, currency, use } = options
  const { messages, formats } = view
  const base = picked.size === 0 ? all : sumOf(picked)
  const isFee = restockingFee > 0 && restockingFee < 100 && Number.isSafeInteger(base) && base > 0
  const fee = isFee ? percentOf(currency, base, restockingFee) : 0
  const hasFee = fee > 0 && fee < base
  if (all <= 0) return nothing
  return html`${lineChoices(options, view)}
    <div class="quick">
      <button type="button" class="small" data-quick="all" @click=${() => use(all)}>${messages.refund.all(formats.money(all, currency))}</button>
      ${hasFee ? html`<button type="button" class="small" data-quick="keep" @click=${() => use(base - fee)}>${messages.refund.keep(formats.percent(restockingFee), formats.money(fee, currency))}</button>` : nothing}
    </div>`
}

function lineChoices({ lines, picked, currency, toggle }: QuickAmounts, { messages, formats }: WholeView): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing
  return html`<fieldset class="field lines">
    <legend>${messages.refund.lines}</legend>
    <div>${lines.map(
      (line) =>
        html`<label class="choice"><input type="checkbox" name="line" .checked=${picked.has(line)} @change=${() => toggle(line)} /> <bdi>${line.label}</bdi> <span class="sum">${formats.money(line.amount, currency)}</span></label>`,
    )}</div>
  </fieldset>`
}

/** What lines of the invoice come to. */
export const sumOf = (lines: ReadonlySet<InvoiceLine>): number => [...lines].reduce((sum, { amount }) => sum + amount, 0)
