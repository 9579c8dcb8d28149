import type { LitElement, ReactiveController } from 'lit'
import { first, languageOf, type FirstMessages, type Messages } from '../messages/index.ts'
import { Formats } from '../shared/format/formats.ts'
import { localeOf, timeZoneOf } from '../shared/format/locale.ts'

/** What the page says of language and time. */
interface Wanted {
  readonly locale: string
  readonly storeTimeZone: string
}

/** The language that a tag speaks, and which way its page runs; followed when the page changes either. */
export class LanguageController implements ReactiveController {
  formats = new Formats({ locale: 'en', timeZone: undefined })
  readonly #host: LitElement & Wanted
  readonly #page = new MutationObserver(() => this.#host.requestUpdate())
  #timeZone = ''
  /** Of the language that is spoken, all; null for English. */
  #whole: Messages | null = null

  constructor(host: LitElement & Wanted) {
    this.#host = host
    host.addController(this)
  }

  /** What the first view says. */
  get messages(): FirstMessages {
    return this.#whole ?? first
  }

  /** All that is said, with the English where no other language is spoken. */
  whole(en: Messages): Messages {
    return this.#whole ?? en
  }

  /** Of the words: English where they are in no other language. */
  get lang(): string {
    return this.#whole === null ? 'en' : this.formats.locale
  }

  /** The direction of the page around the tag. */
  get dir(): string {
    return getComputedStyle(this.#host).direction
  }

  hostConnected(): void {
    for (let root = this.#host.getRootNode(); ; root = root.host.getRootNode()) {
      this.#page.observe(root, { subtree: true, attributeFilter: ['lang', 'dir'] })
      if (!(root instanceof ShadowRoot)) break
    }
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#page.disconnect()
  }

  hostUpdate(): void {
    const { locale: wanted, storeTimeZone } = this.#host
    const locale = localeOf(this.#host, wanted)
    if (locale === this.formats.locale && storeTimeZone === this.#timeZone) return
    this.#timeZone = storeTimeZone
    this.formats = new Formats({ locale, timeZone: timeZoneOf(storeTimeZone) })
    void this.#speak(locale)
  }

  /** Speaks the language of a locale from the moment at which its messages are here. */
  async #speak(locale: string): Promise<void> {
    const file = await languageOf(locale)?.().catch(() => null)
    if (locale !== this.formats.locale) return
    this.#whole = file?.messages ?? null
    this.#host.requestUpdate()
  }
}
