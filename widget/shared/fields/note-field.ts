import { html, type TemplateResult } from 'lit'
import type { WholeView } from '../view.ts'

export interface NoteField {
  readonly label: string
  readonly note: string
  readonly readonly: boolean
  onInput(note: string): void
}

/** What a person may write about a payment, and who sees it. */
export function noteField({ label, note, readonly, onInput }: NoteField, { messages }: WholeView): TemplateResult {
  return html`<div class="field">
    <label for="note">${label}</label>
    <textarea id="note" rows="2" maxlength="500" aria-describedby="note-hint" ?readonly=${readonly} .value=${note} @input=${(event: Event & { currentTarget: HTMLTextAreaElement }) => onInput(event.currentTarget.value)}></textarea>
    <p id="note-hint" class="muted">${messages.common.noteHint}</p>
  </div>`
}

/** A note as it is sent: one line, and none where nothing was written. */
export function sentNote(note: string): { readonly note?: string } {
  const line = note.trim().replaceAll(/[\r\n\t]+/g, ' ')
  return line === '' ? {} : { note: line }
}
