import type { Locator } from 'playwright-core'

/** What of a text may not be the host’s doing. */
const TEXT = [
  'color',
  'cursor',
  'font-size',
  'font-style',
  'font-variant',
  'font-weight',
  'hyphens',
  'letter-spacing',
  'line-break',
  'line-height',
  'list-style-type',
  'tab-size',
  'text-align',
  'text-decoration-line',
  'text-indent',
  'text-shadow',
  'text-transform',
  'user-select',
  'white-space',
  'word-break',
  'word-spacing',
  'writing-mode',
  '-webkit-text-stroke-width',
]

/** Texts that look the same however wide the tag is. */
const IN_TAB = ['.fact dt', '.sync-state', '[part~=record-button]', '.badge']
const IN_DIALOG = ['h2', 'label', '#amount', '#note', '.changes dt', '.actions button']

/** How the texts of the tag look, by the element and the property; while a dialog is open, those of the dialog. */
export function looksOf(tag: Locator): Promise<Readonly<Record<string, string>>> {
  return tag.evaluate(
    (element, { TEXT, IN_TAB, IN_DIALOG }) => {
      const dialog = element.shadowRoot?.querySelector('.dialog')?.shadowRoot ?? null
      const texts = dialog === null ? IN_TAB : IN_DIALOG
      const looks: Record<string, string> = {}
      for (const text of texts) {
        const found = (dialog ?? element.shadowRoot)?.querySelector(text)
        if (found == null) throw new Error(`There is no ${text}.`)
        for (const property of TEXT)
          looks[`${text} ${property}`] = element.ownerDocument.defaultView.getComputedStyle(found).getPropertyValue(property)
      }
      return looks
    },
    { TEXT, IN_TAB, IN_DIALOG },
  )
}
