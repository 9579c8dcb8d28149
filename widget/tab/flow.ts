import type { TemplateResult } from 'lit'
import type { Tab } from '../../server/contract/tab.ts'
import type { WholeView } from '../shared/view.ts'
import type { TabContext } from './tab-context.ts'

/** One dialog with its requests. It is kept for as long as the invoice is shown. */
export interface Flow<Subject> {
  render(subject: Subject, view: WholeView): TemplateResult
  /** The dialog about this was closed. */
  closed(subject: Subject): void
  /** A newer tab arrived. */
  observe?(tab: Tab): void
}

/** Whether the dialog of a flow is open, as its controller sees it. */
export interface OpenDialog<Subject> {
  /** What it is open about; null while it is closed. */
  subject(): Subject | null
  /** Closes it, and does nothing where it is closed. */
  close(): void
}

/** What the folder of a dialog exports, as `start`. */
export type StartFlow<Subject> = (context: TabContext, dialog: OpenDialog<Subject>, onClose: () => void) => Flow<Subject>
