import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Environment } from '../environment.ts'
import { isBarcode, isFasterThanHands, NO_BURST, withCharacter, type Burst } from './barcode-scan.ts'
import { Pause } from './pause.ts'

/** Milliseconds in which a dialog that has just opened, or was scanned into, takes nothing. */
const QUIET = 500
/** Milliseconds in which it takes no press after what it is about has changed. */
const AFTER_CHANGE = 1_000

/** Why a press or a scan did nothing. */
export type Refusal = 'amount_put_back' | 'nothing_done' | 'just_changed'

type Field = HTMLInputElement | HTMLSelectElement

/**
 * Keeps a dialog that moves or books money from being hurried: by a key that is still down, a second click, a
 * barcode scanner, which types a number and presses Enter, or a change that came under the finger. It says what a key or a press may do; the dialog does it.
 */
export class SafeHands implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly environment: Environment }
  /** Nothing is taken. */
  readonly #quiet: Pause
  /** No key is taken: the focus has just been moved to the button, and who pressed Enter may press it again. */
  readonly #moved: Pause
  /** What the dialog is about has just changed. */
  readonly #changed: Pause
  #burst: Burst = NO_BURST
  /** The field that the burst goes into, and its text before. */
  #typedInto: { readonly field: Field; readonly before: string } | null = null
  #spaceTaken = false
  #refusal: Refusal | null = null

  constructor(host: ReactiveControllerHost & { readonly environment: Environment }) {
    this.#host = host
    this.#quiet = new Pause(QUIET, () => host.requestUpdate())
    this.#moved = new Pause(QUIET)
    this.#changed = new Pause(AFTER_CHANGE, () => host.requestUpdate())
    host.addController(this)
  }

  hostConnected(): void {
    this.opened()
  }

  /** The dialog was opened, or came back to sight. */
  opened(): void {
    void this.#quiet.start(this.#host.environment)
  }

  /** Whether the button that submits takes a press. */
  get ready(): boolean {
    return !this.#quiet.on && !this.#changed.on
  }

  /** Why the last press or scan did nothing, until the next key or press. */
  get refusal(): Refusal | null {
    return this.#refusal
  }

  /** What the dialog is about changed: nobody can have read it yet. */
  changed(): void {
    void this.#changed.start(this.#host.environment)
  }

  /** Whether a press of the button that submits counts. */
  takesPress(): boolean {
    if (this.#changed.on) this.#refuse('just_changed')
    if (!this.ready) return false
    this.#forgetRefusal()
    return true
  }

  /** Whether a key may do what it does; else it is to do nothing. */
  takesKey(event: KeyboardEvent): boolean {
    const { key, target } = event
    // A scanner shifts its capitals.
    if (key === 'Shift') return true
    const at = this.#host.environment.timeOf(event)
    const burst = this.#burst
    this.#burst = this.#after(event, at)
    if (!presses(key, target)) return true
    if (key === 'Enter' && isBarcode(burst, at)) this.#undoScan()
    // Nobody types on a button: a key right after a character is a scanner's too.
    const scanned = target instanceof HTMLButtonElement && isFasterThanHands(burst, at)
    const taken = !(event.repeat || scanned || this.#quiet.on || this.#moved.on)
    if (taken) this.#forgetRefusal()
    if (key === ' ' && !event.repeat) this.#spaceTaken = taken
    return taken
  }

  /**
   * Whether the release of a key may do what it does: the release of Space is what presses a button, in Firefox even
   * where the key itself was refused.
   */
  takesRelease({ key, target }: KeyboardEvent): boolean {
    return key !== ' ' || !presses(key, target) || this.#spaceTaken
  }

  /** Enter moved the focus to the button that submits. */
  movedToButton(): void {
    void this.#moved.start(this.#host.environment)
  }

  /** The burst after one more key. */
  #after({ key, repeat, target }: KeyboardEvent, at: number): Burst {
    if (key.length !== 1 || repeat) return NO_BURST
    if (!isFasterThanHands(this.#burst, at)) {
      this.#forgetRefusal()
      this.#typedInto = isField(target) ? { field: target, before: target.value } : null
    }
    return withCharacter(this.#burst, at)
  }

  #undoScan(): void {
    const typed = this.#typedInto
    const changed = typed !== null && typed.field.value !== typed.before
    if (changed) putBack(typed.field, typed.before)
    void this.#quiet.start(this.#host.environment)
    this.#refuse(changed && typed.field instanceof HTMLInputElement ? 'amount_put_back' : 'nothing_done')
  }

  #refuse(refusal: Refusal): void {
    this.#refusal = refusal
    this.#host.requestUpdate()
  }

  #forgetRefusal(): void {
    if (this.#refusal === null) return
    this.#refusal = null
    this.#host.requestUpdate()
  }
}

/** Whether a key presses something: Enter anywhere but in a text of several lines, Space on a button. */
function presses(key: string, target: EventTarget | null): boolean {
  if (key === 'Enter') return !(target instanceof HTMLTextAreaElement)
  return key === ' ' && target instanceof HTMLButtonElement
}

function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement
}

/** As if it had been entered so: a select is listened to by `change`, an input by `input`. */
function putBack(field: Field, value: string): void {
  field.value = value
  field.dispatchEvent(new Event('input'))
  field.dispatchEvent(new Event('change'))
  if (field instanceof HTMLInputElement) field.select()
}
