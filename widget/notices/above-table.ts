import { html, type TemplateResult } from 'lit'
import { disputeBanners } from '../disputes/dispute-banner.ts'
import { statementHead } from '../facts/facts-line.ts'
import { approvalNotice, attentionNotice, voidedNotice } from './notices.ts'
import type { View } from '../shared/view.ts'

/** What stands above the table: the head of a print, and what has to be seen before any row. */
export function aboveTable(view: View, approval: Parameters<typeof approvalNotice>[1]): TemplateResult {
  return html`${statementHead(view)} ${disputeBanners(view)} ${attentionNotice(view)} ${approvalNotice(view, approval)} ${voidedNotice(view)}`
}
