import type { LitElement, ReactiveController } from 'lit'
import { stopKeys } from '../stop-keys.ts'
import { lockScroll } from './scroll-lock.ts'

/** What is told of it. */
export interface ModalLayerOptions {
  /** It was opened, or came back to sight. */
  onOpen(): void
  /** It was closed; not told where it is only out of sight. */
  onClose(): void
}

/**
 * Keeps the `<dialog>` of an element modal for as long as it is open, whatever the page does: moved in the page it is
 * modal again where it was not left so; while the page hides the tag it steps aside, as a modal that nobody sees would
 * leave the page inert. The page does not scroll behind it, and hears none of its keys.
 */
export class ModalLayer implements ReactiveController {
  readonly #host: LitElement
  readonly #options: ModalLayerOptions
  readonly #sight = new ResizeObserver(() => this.#look())
  #isOpen = false
  #unlock: (() => void) | null = null
  /** What had the focus, so that it has it again. */
  #focused: HTMLElement | null = null
  /** How many of the events to come say that it stepped aside, and not that it was closed. */
  #asides = 0

  constructor(host: LitElement, options: ModalLayerOptions) {
    this.#host = host
    this.#options = options
    host.addController(this)
  }

  hostConnected(): void {
    stopKeys(this.#host)
    this.#sight.observe(this.#host)
    this.#show()
  }

  /** The focus is not lost with what had it. */
  hostUpdated(): void {
    const focused = this.#focused
    if (this.#dialog?.open !== true || focused === null || this.#host.shadowRoot?.activeElement !== null) return
    if (!focused.isConnected || focused.matches(':disabled'))
      this.#host.renderRoot.querySelector<HTMLElement>('#amount:not([readonly]), .actions button')?.focus()
  }

  hostDisconnected(): void {
    this.#sight.disconnect()
    this.#release()
  }

  /** Opens it, once it is drawn. */
  open(): void {
    this.#isOpen = true
    this.#dialog?.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLElement) this.#focused = target
    })
    this.#dialog?.addEventListener('close', () => this.#closed())
    this.#show()
  }

  /** Closes it; the focus goes back to what opened it. */
  close(): void {
    if (this.#dialog?.open === true) this.#dialog.close()
    else this.#end()
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot?.querySelector('dialog') ?? null
  }

  #show(): void {
    const dialog = this.#dialog
    if (!this.#isOpen || dialog === null || dialog.matches(':modal') || !this.#host.checkVisibility()) return
    // What was taken out of the page is left open there, but not modal.
    dialog.open = false
    const focused = this.#focused
    dialog.showModal()
    focused?.focus()
    this.#unlock ??= lockScroll(dialog.ownerDocument)
    this.#options.onOpen()
  }

  #look(): void {
    const dialog = this.#dialog
    if (dialog === null || !this.#isOpen) return
    if (this.#host.checkVisibility()) {
      this.#show()
      this.#host.requestUpdate()
    } else if (dialog.open) {
      this.#asides += 1
      dialog.close()
      this.#release()
    }
  }

  #closed(): void {
    if (this.#asides > 0) this.#asides -= 1
    else this.#end()
  }

  #end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#release()
    this.#options.onClose()
  }

  #release(): void {
    this.#unlock?.()
    this.#unlock = null
  }
}
