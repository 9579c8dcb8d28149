import { html, LitElement, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { texts } from '../../shared/styles/texts.ts'
import type { View } from '../../shared/view.ts'
import { evidence as english } from './messages.ts'

/** The evidence that usually answers a dispute. */
export class UsualEvidence extends LitElement {
  static override styles = [texts]

  @property({ attribute: false }) view!: View
  @property() reason = ''

  override render(): TemplateResult {
    return html`<span>${(this.view.messages.evidence ?? english).answers(this.reason)}</span>`
  }
}
