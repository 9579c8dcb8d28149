import { LitElement } from 'lit'

/** By which the tab knows a dialog, without loading one. */
export abstract class DialogElement extends LitElement {
  /** Closes it; it says `close` once it is gone. */
  abstract close(): void
}

/** The parts of a dialog that a host may style. */
export const DIALOG_PARTS = 'dialog, submit-button, original, refundable'
