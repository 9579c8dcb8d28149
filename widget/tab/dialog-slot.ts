import { nothing, type TemplateResult } from 'lit'
import type { Tab } from '../../server/contract/tab.ts'
import { DialogElement } from '../shared/modal-dialog/dialog-element.ts'
import type { WholeView } from '../shared/view.ts'
import type { Flow, StartFlow } from './flow.ts'
import type { TabContext } from './tab-context.ts'

/** What is open, without its type: only the flow itself knows what it is about. */
interface Open {
  readonly flow: object
  render(view: WholeView): TemplateResult
  closed(): void
}

/** The place of the one dialog that is open. */
export class DialogSlot {
  readonly #context: TabContext
  readonly #root: () => ParentNode | null
  readonly #observers = new Set<(tab: Tab) => void>()
  #open: Open | null = null

  /** `render` draws into `root`. */
  constructor(context: TabContext, root: () => ParentNode | null) {
    this.#context = context
    this.#root = root
  }

  /** A newer tab arrived: it may show what became of a request made here. */
  observe(tab: Tab): void {
    for (const observe of this.#observers) observe(tab)
  }

  render(view: WholeView | null): TemplateResult | typeof nothing {
    return view === null || this.#open === null ? nothing : this.#open.render(view)
  }

  /** A function that opens this dialog about a subject, where no other is open. */
  protected dialog<Subject>(start: StartFlow<Subject>): (subject: Subject) => void {
    let flow: Flow<Subject> | null = null
    let subject: Subject | null = null
    const make = (): Flow<Subject> => {
      const made: Flow<Subject> = start(
        this.#context,
        { subject: () => (this.#open?.flow === made ? subject : null), close: () => this.#open?.flow === made && this.element?.close() },
        () => this.#closed(),
      )
      this.#observers.add((tab) => made.observe?.(tab))
      return made
    }
    return (about) => {
      if (this.#open !== null) return
      const opened = (flow ??= make())
      subject = about
      this.#become({ flow: opened, render: (view) => opened.render(about, view), closed: () => opened.closed(about) })
    }
  }

  /** The dialog that is open and in the page. */
  get element(): DialogElement | null {
    const element = this.#open === null ? null : this.#root()?.querySelector('.dialog')
    return element instanceof DialogElement ? element : null
  }

  #closed(): void {
    const closed = this.#open
    this.#become(null)
    closed?.closed()
    this.#context.dialogClosed()
  }

  #become(open: Open | null): void {
    this.#open = open
    this.#context.update()
  }
}
