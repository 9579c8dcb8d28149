import { LitElement } from 'lit'
import type { Announcement } from '../live-regions.ts'

/** By which the tab knows a dialog, without loading one. */
export abstract class DialogElement extends LitElement {
  /** Closes it; it says `close` once it is gone. */
  abstract close(): void
  /** Announces something in its own live regions: those of the page below are inert while it is open. */
  abstract announce(announcement: Announcement): Promise<void>
}

/** The parts of a dialog that a host may style. */
export const DIALOG_PARTS = 'dialog, submit-button, original, refundable'
