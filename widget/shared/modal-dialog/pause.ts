import type { Environment } from '../environment.ts'

/** A span of time that is on from its start until it has passed. */
export class Pause {
  readonly #milliseconds: number
  readonly #onEnd: () => void
  #running: AbortController | null = null

  constructor(milliseconds: number, onEnd: () => void = () => {}) {
    this.#milliseconds = milliseconds
    this.#onEnd = onEnd
  }

  get on(): boolean {
    return this.#running !== null
  }

  /** Starts, or starts over. */
  async start(environment: Environment): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    await environment.wait(this.#milliseconds, running.signal)
    if (this.#running !== running) return
    this.#running = null
    this.#onEnd()
  }
}
