/** The blocks of code in a guide. */

export interface Block {
  /** As what it is marked: `sh`, `js`, `html` and so on; empty where it is not. */
  readonly language: string
  /** The file that it is the text of, named after the language; null where it is none. */
  readonly file: string | null
  readonly text: string
}

const FENCE = /^```(\w*)(?: (\S+))?\n([^]*?)^```$/gm

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].map(([, language = '', file = null, text = '']) => ({ language, file, text }))
}
