/** For `npm run docs`: the languages that the tag speaks, by the files that are there. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const NOT_LANGUAGES: ReadonlySet<string> = new Set(['index.ts', 'import-meta.d.ts'])

/** The page of `docs/embedding.md`, naming every language where it says which are there. */
export async function nameLanguages(page: string): Promise<string> {
  const inEnglish = new Intl.DisplayNames('en', { type: 'language' })
  const files = await readdir(join(import.meta.dirname, 'messages'))
  const tags = files.filter((file) => !NOT_LANGUAGES.has(file)).map((file) => file.slice(0, -'.ts'.length))
  const names = tags.map((tag) => inEnglish.of(tag) ?? tag).filter((name) => name !== 'English')
  return page.replace(/English[^.|]* are there/, `${new Intl.ListFormat('en').format(['English', ...names.toSorted()])} are there`)
}
