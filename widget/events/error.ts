import type { LoadErrorCode } from '../tab/load-error.ts'

/** The tab can’t be shown, or not any longer. */
export class LoadFailedEvent extends Event {
  static readonly type = 'jeweltrak-error'
  /** Why: a closed list. */
  readonly code: LoadErrorCode
  /** What was thrown. */
  readonly error: unknown

  constructor({ code, error }: { readonly code: LoadErrorCode; readonly error: unknown }) {
    super(LoadFailedEvent.type, { bubbles: true, composed: true })
    this.code = code
    this.error = error
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'jeweltrak-error': LoadFailedEvent
  }
}
