import type { Environment } from '../shared/environment.ts'
import { READY_AFTER, type Announcement } from '../shared/live-regions.ts'
import type { DialogElement } from '../shared/modal-dialog/dialog-element.ts'

/** What was announced this shortly before its layer closed may not have been read. */
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
  #last: { readonly announcement: Announcement; readonly at: number } | null = null

  constructor(options: AnnouncerOptions) {
    this.#options = options
  }

  /** What the tab’s own regions say. */
  get current(): Announcement | null {
    return this.#current
  }

  announce(announcement: Announcement): void {
    this.#last = { announcement, at: this.#options.environment().now() }
    const dialog = this.#options.dialog()
    if (dialog === null) this.#become(announcement)
    else void dialog.announce(announcement)
  }

  /** A dialog was closed: what may not have been read in it is announced again below. */
  async dialogClosed(): Promise<void> {
    const last = this.#last
    const environment = this.#options.environment()
    if (last === null || environment.now() - last.at > AGAIN_WITHIN) return
    this.#become(null)
    await environment.wait(READY_AFTER, new AbortController().signal)
    if (this.#last === last && this.#options.dialog() === null) this.#become(last.announcement)
  }

  /** Another invoice is shown: what was announced was about the one before. */
  clear(): void {
    this.#last = null
    this.#become(null)
  }

  #become(announcement: Announcement | null): void {
    this.#current = announcement
    this.#options.update()
  }
}
