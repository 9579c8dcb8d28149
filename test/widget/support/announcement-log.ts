import { executeServerCommand } from '@web/test-runner-commands'

interface Region {
  readonly urgency: 'polite' | 'assertive'
  readonly text: string
}

const LONGEST_WAIT = 8_000

/** What a screen reader was told, in order: each text that came into a live region which it can hear. */
export class AnnouncementLog {
  /** Assertive ones begin with `! `. */
  readonly entries: string[] = []
  #before: readonly string[] = []

  /** Waits until something that begins so has been announced. */
  async hears(text: string): Promise<void> {
    for (const until = performance.now() + LONGEST_WAIT; ;) {
      await this.#listen()
      if (this.entries.at(-1)?.startsWith(text) === true) return
      if (performance.now() > until) throw new Error(`“${text}” was not announced, but ${JSON.stringify(this.entries)}`)
    }
  }

  async #listen(): Promise<void> {
    const regions = await executeServerCommand<Region[], undefined>('live-regions')
    const texts = regions.map(({ urgency, text }) => (urgency === 'assertive' ? `! ${text}` : text))
    const said = texts.filter((text, index) => regions[index]?.text !== '' && !this.#before.includes(text))
    this.entries.push(...said)
    this.#before = texts
  }
}
