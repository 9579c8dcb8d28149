import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { ThreadStep } from '../../server/contract/responses.ts'
import type { Payment } from '../../server/contract/tab.ts'
import type { PaymentsClient } from '../shared/api/client.ts'
import { buttons } from '../shared/styles/buttons.ts'
import { texts } from '../shared/styles/texts.ts'
import { base } from '../shared/styles/base.ts'
import { safeLink, type WholeView } from '../shared/view.ts'
import { thread as english, type ThreadMessages } from './messages.ts'
import { paymentThreadStyles } from './payment-thread.styles.ts'
import { stepText } from './step-text.ts'
import { toldSteps } from './told-steps.ts'

/** What became of one charge, read when it is unfolded and again when something of the invoice changed. */
export class PaymentThread extends LitElement {
  static override styles = [base, texts, buttons, paymentThreadStyles]

  @property({ attribute: false }) view!: WholeView
  @property({ attribute: false }) client!: PaymentsClient
  @property() payment = ''

  @state() private steps: readonly ThreadStep[] | null = null
  @state() private failed = false
  #reading = new AbortController()

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#reading.abort()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNewer = changed.has('view') && changed.get('view')?.tab.version !== this.view.tab.version
    if (!this.hasUpdated || isNewer) void this.#read()
  }

  override render(): TemplateResult {
    const words = this.#words
    if (this.failed) {
      return html`<div class="thread"><p role="alert">${words.failed} <button type="button" class="small" @click=${() => void this.#read()}>${this.view.messages.common.retry}</button></p></div>`
    }
    if (this.steps === null) return html`<div class="thread"><p role="status">${words.loading}</p></div>`
    return html`<div class="thread">
      <ol>${toldSteps(this.steps).map((step) => this.#step(step))}</ol>
      ${this.#links()}
    </div>`
  }

  get #words(): ThreadMessages {
    return this.view.messages.thread ?? english
  }

  #step(step: ThreadStep): TemplateResult {
    const { formats, messages } = this.view
    const { title, more } = stepText(step, this.#words, this.view)
    const by = step.actor.name === null ? messages.table.via(step.actor.via) : messages.table.by(step.actor.name, step.actor.via)
    return html`<li class=${isTrouble(step) ? 'trouble' : ''} data-step=${step.what}>
      <span class="when"><time translate="no" datetime=${step.at}>${formats.dateTime(step.at)}</time><span class="second"><bdi translate="no">${by}</bdi></span></span>
      <span>${title} ${more.map((line) => html` <span class="second"><bdi>${line}</bdi></span>`)}</span>
    </li>`
  }

  #links(): TemplateResult | typeof nothing {
    const { links = null } = this.#row ?? {}
    const stripe = safeLink(links?.stripe ?? '')
    const receipt = safeLink(links?.receipt ?? '')
    if (stripe === null && receipt === null) return nothing
    const link = (href: string | null, text: string): TemplateResult | typeof nothing =>
      href === null ? nothing : html`<a href=${href} target="_blank" rel="noopener">${text}</a>`
    return html`<p class="links">${link(stripe, this.#words.inStripe)} ${link(receipt, this.#words.receipt)}</p>`
  }

  get #row(): Payment | undefined {
    return this.view.tab.payments.find(({ id }) => id === this.payment)
  }

  async #read(): Promise<void> {
    this.#reading.abort()
    this.#reading = new AbortController()
    const { signal } = this.#reading
    this.failed = false
    try {
      const { steps } = await this.client.readThread(this.payment, signal)
      if (!signal.aborted) this.steps = steps
    } catch {
      // What was read before is still true.
      if (!signal.aborted) this.failed = this.steps === null
    }
  }
}

function isTrouble({ what, data }: ThreadStep): boolean {
  return what === 'refund_rejected' || what === 'dispute_opened' || data['to'] === 'failed' || data['status'] === 'lost'
}
