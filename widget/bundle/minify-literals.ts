import type { Plugin } from 'vite'

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly tag?: Node & { readonly name?: string }
  readonly quasi?: Node & { readonly quasis: readonly Node[] }
}

/** How the text between the values of a literal is made shorter, by the literal’s tag. */
const SHORTER: Readonly<Record<string, (text: string) => string>> = {
  // One space stays, as between words.
  html: (text) => text.replaceAll(/\s*\n\s*/g, ' '),
  css: (text) =>
    text
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .replaceAll(/\s+/g, ' ')
      .replace(/^ (?=[.:@])/, '')
      .replaceAll(/ ?([{};,>]) ?/g, '$1')
      .replaceAll(/([\w-]): /g, '$1:')
      .replaceAll(';}', '}'),
}

/** Takes the indentation out of templates, and the comments too out of styles: they are no code to the minifier. */
export function minifyLiterals(): Plugin {
  return {
    name: 'minify-literals',
    enforce: 'post',
    transform: {
      filter: { id: /[\\/]widget[\\/].*\.ts$/, code: /\b(html|css)`/ },
      handler(code) {
        const texts = literals(this.parse(code)).toSorted((one, other) => other.start - one.start)
        return texts.reduce((all, { start, end, shorter }) => all.slice(0, start) + shorter(all.slice(start, end)) + all.slice(end), code)
      },
    },
  }
}

interface Text {
  readonly start: number
  readonly end: number
  readonly shorter: (text: string) => string
}

function literals(value: unknown): Text[] {
  if (Array.isArray(value)) return value.flatMap(literals)
  if (!isNode(value)) return []
  const shorter = value.type === 'TaggedTemplateExpression' ? SHORTER[value.tag?.name ?? ''] : undefined
  const own = shorter === undefined ? [] : (value.quasi?.quasis ?? []).map(({ start, end }) => ({ start, end, shorter }))
  return [...own, ...Object.values(value).flatMap(literals)]
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
