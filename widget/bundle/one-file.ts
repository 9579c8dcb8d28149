import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Plugin } from 'vite'

const EXPORTED = /export\s*\{([^}]*)\};?\s*$/
const IMPORTED = /import\s*\{([^}]*)\}\s*from\s*"\.\.\/jeweltrak-payments\.js";?/g

/**
 * Lets the files that are loaded later take what they share with the first file from the page, under a name that only this
 * build has, and not by importing the first file: a page that loads it as `…js?v=2` would get all of it a second time. Of two copies on a page the first is the one whose tag is used, so it is the one that counts.
 */
export function oneFile(): Plugin {
  return {
    name: 'one-file',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const first = chunks.find(({ isEntry }) => isEntry)
      if (first === undefined || !EXPORTED.test(first.code)) return
      const shared = `globalThis[Symbol.for("jeweltrak-payments ${hashOf(first.code)}")]`
      first.code = first.code.replace(
        EXPORTED,
        (_all, names: string) => `${shared}??={${pairs(names).map(([from, to]) => `${to}:${from}`)}};`,
      )
      for (const chunk of chunks.filter(({ code }) => code.search(IMPORTED) !== -1)) {
        const code = chunk.code.replaceAll(
          IMPORTED,
          (_all, names: string) => `const{${pairs(names).map((pair) => pair.join(':'))}}=${shared};`,
        )
        const fileName = chunk.fileName.replace(/[^-]+\.js$/, `${hashOf(code)}.js`)
        if (chunks.some(({ imports }) => imports.includes(chunk.fileName)))
          throw new Error(`${chunk.fileName} is imported at once by another file: what both need belongs to the first view.`)
        first.code = first.code.replaceAll(basename(chunk.fileName), basename(fileName))
        delete bundle[chunk.fileName]
        this.emitFile({ type: 'asset', fileName, source: code })
      }
    },
  }
}

/** `a as b, c` as pairs; a name that stays is its own. */
function pairs(names: string): [string, string][] {
  return names.split(',').map((name) => {
    const [from = '', to = from] = name.trim().split(/\s+as\s+/)
    return [from, to]
  })
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10)
