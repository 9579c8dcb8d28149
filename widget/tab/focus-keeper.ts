import type { LitElement, ReactiveController } from 'lit'
import { DialogElement } from '../shared/modal-dialog/dialog-element.ts'

/** What has the focus, and the row it belongs to. */
interface Focused {
  readonly element: Element
  readonly payment: string | null
  readonly index: number
}

/**
 * Keeps the focus from falling to the page when what had it goes: to the same row, else to the row that took its
 * place, else to the card.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: LitElement
  #focused: Focused | null = null

  constructor(host: LitElement) {
    this.#host = host
  }

  hostConnected(): void {
    this.#host.addEventListener('click', this.#onClick)
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('click', this.#onClick)
  }

  hostUpdate(): void {
    const element = this.#host.shadowRoot?.activeElement ?? null
    if (element !== null) this.#focused = this.#place(element)
    else if (this.#focused !== null && !(this.#focused.element instanceof DialogElement)) this.#focused = null
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot
    if (root === null || this.#focused === null || root.activeElement !== null || this.#focused.element.isConnected) return
    this.#restore(root, this.#focused)
    this.#focused = null
  }

  /** Safari doesn’t focus a button that is clicked, and a dialog gives the focus back to what had it. */
  readonly #onClick = (event: Event): void => {
    const button = event.composedPath()[0]
    const clicked = button instanceof Element ? button.closest('button') : null
    if (clicked?.getRootNode() === this.#host.shadowRoot) clicked.focus()
  }

  /** A dialog stands where it was opened from. */
  #place(element: Element): Focused {
    if (element instanceof DialogElement) return { payment: null, index: -1, ...this.#focused, element }
    const row = element.closest<HTMLElement>('[data-payment]')
    return { element, payment: row?.dataset['payment'] ?? null, index: row === null ? -1 : this.#rows().indexOf(row) }
  }

  #restore(root: ShadowRoot, { payment, index }: Focused): void {
    const rows = this.#rows()
    const row = rows.find((candidate) => candidate.dataset['payment'] === payment) ?? rows[Math.min(index, rows.length - 1)]
    const target = row ?? root.querySelector<HTMLElement>('.card')
    target?.focus()
  }

  #rows(): HTMLElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>('[data-payment]') ?? [])]
  }
}
