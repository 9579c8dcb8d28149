import type { Environment } from '../shared/environment.ts'
import { READY_AFTER, type Announcement } from '../shared/live-regions.ts'
import type { DialogElement } from '../shared/modal-dialog/dialog-element.ts'

/** What was announced this shortly before its layer closed, or before the next words came, may not have been read. */
const AGAIN_WITHIN = 500

export interface AnnouncerOptions {
  environment(): Environment
  /** The open dialog: a modal makes the regions of the page below it inert. */
  dialog(): DialogElement | null
  /** What the tab’s own regions say changed. */
  update(): void
}

/** Announces in the layer that is on top: the open dialog, else the tab. */
export class Announcer {
  readonly #options: AnnouncerOptions
  #current: Announcement | null = null
  /** What was announced last, with what came right before it. */
  #last: { readonly announcement: Announcement; readonly at: number } | null = null

  constructor(options: AnnouncerOptions) {
    this.#options = options
  }

  /** What the tab’s own regions say. */
  get current(): Announcement | null {
    return this.#current
  }

  announce(next: Announcement): void {
    const unread = this.#unread()
    const announcement = heardAnew(unread === null ? next : together(unread, next), this.#last?.announcement ?? null)
    this.#last = { announcement, at: this.#options.environment().now() }
    const dialog = this.#options.dialog()
    if (dialog === null) this.#become(announcement)
    else void dialog.announce(announcement)
  }

  /** A dialog was closed: what may not have been read in it is announced again below. */
  async dialogClosed(): Promise<void> {
    if (this.#unread() === null) return
    const last = this.#last
    this.#become(null)
    await this.#options.environment().wait(READY_AFTER, new AbortController().signal)
    if (last !== null && this.#last === last && this.#options.dialog() === null) this.#become(last.announcement)
  }

  /** Another invoice is shown: what was announced was about the one before. */
  clear(): void {
    this.#last = null
    this.#become(null)
  }

  #unread(): Announcement | null {
    const last = this.#last
    return last !== null && this.#options.environment().now() - last.at <= AGAIN_WITHIN ? last.announcement : null
  }

  #become(announcement: Announcement | null): void {
    this.#current = announcement
    this.#options.update()
  }
}

function together(first: Announcement, second: Announcement): Announcement {
  const urgency = first.urgency === 'assertive' ? first.urgency : second.urgency
  return { text: `${first.text} ${second.text}`, urgency }
}

/** A region whose text stays the same is not read again: a space at its end makes it another. */
function heardAnew(next: Announcement, last: Announcement | null): Announcement {
  return next.text === last?.text ? { ...next, text: `${next.text}\u00A0` } : next
}
