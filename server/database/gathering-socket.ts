import { Socket } from 'node:net'

/**
 * A socket that sends in one call to the system what is written in one turn of the event loop: a transaction's beginning, the
 * statements that nobody waits for and the one that somebody does leave together, and reach PostgreSQL together.
 */
export class GatheringSocket extends Socket {
  #isGathering = false
  readonly #send = (): void => {
    this.#isGathering = false
    this.uncork()
  }

  override cork(): void {
    if (!this.#isGathering) {
      this.#isGathering = true
      super.cork()
      process.nextTick(this.#send)
    }
    super.cork()
  }
}
