import type { ReactiveControllerHost } from 'lit'
import type { Environment } from '../environment.ts'
import type { Announcement } from '../live-regions.ts'
import { Pause } from '../modal-dialog/pause.ts'

/** Milliseconds without a key after which what was typed is taken for all that is meant. */
const TYPED_AFTER = 1_000

export interface Complaining extends ReactiveControllerHost {
  readonly environment: Environment
  announce(announcement: Announcement): Promise<void>
}

/**
 * When to say what is wrong with a field: not while someone types into it, but after a pause, when it is left, or when it
 * is to be submitted. Said aloud once: it describes the field too, and is read with it whenever the focus comes there.
 */
export class Complaint {
  readonly #host: Complaining
  readonly #text: () => string | null
  readonly #pause: Pause
  #isTyping = false

  /** `text` is what is wrong, whether it is to be said yet or not. */
  constructor(host: Complaining, text: () => string | null) {
    this.#host = host
    this.#text = text
    this.#pause = new Pause(TYPED_AFTER, () => this.#stopped() && this.aloud())
  }

  /** What is to be said of the field now. */
  get text(): string | null {
    return this.#isTyping ? null : this.#text()
  }

  typing(): void {
    this.#isTyping = true
    void this.#pause.start(this.#host.environment)
  }

  /** The field is left, or is to be submitted. */
  due(): void {
    this.#stopped()
  }

  /** Says it to who has the focus in the field already. */
  aloud(): void {
    const text = this.#text()
    if (text !== null) void this.#host.announce({ text, urgency: 'polite' })
  }

  /** Whether someone was typing until now. */
  #stopped(): boolean {
    const wasTyping = this.#isTyping
    this.#isTyping = false
    if (wasTyping) this.#host.requestUpdate()
    return wasTyping
  }
}
