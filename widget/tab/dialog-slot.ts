import { nothing, type TemplateResult } from 'lit'
import type { Tab } from '../../server/contract/tab.ts'
import { DialogElement } from '../shared/modal-dialog/dialog-element.ts'
import type { View } from '../shared/view.ts'
import type { Flow, FlowModule } from './flow.ts'
import type { TabContext } from './tab-context.ts'

/** What is open, without its type: only the flow itself knows what it is about. */
interface Open {
  readonly flow: object
  render(view: View): TemplateResult
  closed(): void
}

/** The place of the one dialog that is open. The code of each is loaded when it is first opened. */
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

  render(view: View): TemplateResult | typeof nothing {
    return this.#open?.render(view) ?? nothing
  }

  /** A function that opens this dialog about a subject, where no other is open. */
  protected dialog<Subject>(load: () => Promise<FlowModule<Subject>>): (subject: Subject) => Promise<void> {
    let flow: Flow<Subject> | null = null
    let subject: Subject | null = null
    const start = ({ start: begin }: FlowModule<Subject>): Flow<Subject> => {
      const made: Flow<Subject> = begin(
        this.#context,
        { subject: () => (this.#open?.flow === made ? subject : null), close: () => this.#open?.flow === made && this.element?.close() },
        () => this.#closed(),
      )
      this.#observers.add((tab) => made.observe?.(tab))
      return made
    }
    return async (about) => {
      try {
        const module = await load()
        flow ??= start(module)
      } catch {
        const view = this.#context.view()
        if (view !== null) this.#context.fail(view.messages.common.dialogFailed)
        return
      }
      if (this.#open !== null) return
      const opened = flow
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
