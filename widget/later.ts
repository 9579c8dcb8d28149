import './disputes/evidence/define.ts'
import './thread/define.ts'

/**
 * All that a tab needs once it is on screen, and not before: what follows it, what tells what changed, what keeps the focus,
 * the dialogs, the history of a payment and what is known of evidence. It is loaded right after the first view.
 */
export { Dialogs } from './dialogs.ts'
export { en } from './messages/en.ts'
export { announcementOf } from './news/news.ts'
export { followTab } from './shared/api/follow-tab.ts'
export { changes } from './tab/changes.ts'
export { attachHelpers } from './tab/attach-helpers.ts'
