import type { Slip } from './slip.ts'

const STYLE = `
  body { margin: 24px; font: 14px/20px system-ui, sans-serif; color: #000; background: #fff; }
  h1 { margin: 0 0 16px; font-size: 20px; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; margin: 0 0 16px; }
  dt { color: #444; }
  dd { margin: 0; font-weight: 600; }
  p { margin: 0 0 4px; max-inline-size: 60ch; }`

/** Prints a slip by itself, from a frame that is gone again afterwards. Throws where the page allows no frame. */
export async function printSlip(slip: Slip, language: { readonly tag: string; readonly direction: 'ltr' | 'rtl' }): Promise<void> {
  const frame = document.createElement('iframe')
  frame.hidden = true
  document.body.append(frame)
  const { contentDocument: page, contentWindow: shown } = frame
  if (page === null || shown === null) {
    frame.remove()
    throw new Error('The page shows no frame.')
  }
  write(page, slip, language)
  shown.addEventListener('afterprint', () => frame.remove(), { once: true })
  shown.print()
}

function write(
  page: Document,
  { title, facts, sentences }: Slip,
  { tag, direction }: { readonly tag: string; readonly direction: string },
): void {
  const element = (name: string, text: string): HTMLElement => Object.assign(page.createElement(name), { textContent: text })
  const list = page.createElement('dl')
  for (const [name, value] of facts) list.append(element('dt', name), element('dd', value))
  page.documentElement.lang = tag
  page.documentElement.dir = direction
  page.title = title
  page.body.append(element('h1', title), list, ...sentences.map((sentence) => element('p', sentence)))
  const sheet = new (page.defaultView ?? window).CSSStyleSheet()
  sheet.replaceSync(STYLE)
  page.adoptedStyleSheets = [sheet]
}
