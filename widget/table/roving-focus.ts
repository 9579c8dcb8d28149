import type { LitElement, ReactiveController } from 'lit'

/** A table of more rows than this is long. */
const LONG = 20

const CONTROLS = 'button, a, summary'

/**
 * In a long table Tab stops at one row only, the one that had the focus last; arrows, Home and End go from row to row. So
 * whoever comes by keyboard is past a thousand rows by one press.
 */
export class RovingFocus implements ReactiveController {
  readonly #host: LitElement
  #payment: string | null = null
  #isLong = false

  constructor(host: LitElement) {
    this.#host = host
  }

  hostConnected(): void {
    this.#host.addEventListener('focusin', this.#onFocus)
    this.#host.addEventListener('keydown', this.#onKey)
    this.hostUpdated()
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('focusin', this.#onFocus)
    this.#host.removeEventListener('keydown', this.#onKey)
  }

  hostUpdated(): void {
    const rows = this.#rows()
    const wasLong = this.#isLong
    this.#isLong = rows.length > LONG
    if (!this.#isLong && !wasLong) return
    const isStop = (row: HTMLElement): boolean => row.dataset['payment'] === this.#payment && row.querySelector(CONTROLS) !== null
    const stop = rows.find(isStop) ?? rows.find((row) => row.querySelector(CONTROLS) !== null)
    for (const row of rows)
      for (const control of row.querySelectorAll<HTMLElement>(CONTROLS)) {
        const index = !this.#isLong || row === stop ? 0 : -1
        if (control.tabIndex !== index) control.tabIndex = index
      }
  }

  readonly #onFocus = (event: Event): void => {
    const row = rowOf(event)
    if (row === null || row.dataset['payment'] === this.#payment) return
    this.#payment = row.dataset['payment'] ?? null
    this.hostUpdated()
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const row = rowOf(event)
    if (!this.#isLong || row === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const rows = this.#rows()
    const at = rows.indexOf(row)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const next = rows[to]
    if (next !== undefined) (next.querySelector<HTMLElement>(`.action :is(${CONTROLS})`) ?? next).focus()
  }

  #rows(): HTMLElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>('[data-payment]') ?? [])]
  }
}

/** The row in which something happened, unless it was in a field. */
function rowOf(event: Event): HTMLElement | null {
  const [target] = event.composedPath()
  return target instanceof HTMLElement && !(target instanceof HTMLInputElement) ? target.closest<HTMLElement>('[data-payment]') : null
}
