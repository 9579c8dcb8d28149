/** What a person has done to the table of an invoice: how much of it is shown, what is sought, and whose threads are unfolded. */
export class TableState {
  readonly #update: () => void
  #all = false
  #sought = ''
  #unfolded: ReadonlySet<string> = new Set()

  constructor(update: () => void) {
    this.#update = update
  }

  get all(): boolean {
    return this.#all
  }

  get sought(): string {
    return this.#sought
  }

  /** The payments whose threads are shown. */
  get unfolded(): ReadonlySet<string> {
    return this.#unfolded
  }

  showAll(): void {
    this.#all = true
    this.#update()
  }

  seek(words: string): void {
    this.#sought = words
    this.#update()
  }

  /** Unfolds a thread, or folds it again. */
  toggle(payment: string): void {
    const unfolded = new Set(this.#unfolded)
    if (!unfolded.delete(payment)) unfolded.add(payment)
    this.#unfolded = unfolded
    this.#update()
  }
}
