import { first } from '../first-messages.ts'
import type { en } from './en.ts'
import type { LaterMessages } from './later/later-messages.ts'

/**
 * Everything the widget says, in one language. Amounts, dates and names arrive already written for the reader's locale,
 * so a language only arranges them.
 */
export type Messages = typeof en & Partial<LaterMessages>

/** The same with nothing left out, as the languages here are. */
export type CompleteMessages = typeof en & LaterMessages

/** What the first view says. Of English the rest is loaded later; other languages are loaded whole. */
export type FirstMessages = typeof first & Partial<LaterMessages>

interface LanguageFile {
  readonly messages: Messages
}

/** What loads the file of a language, by its tag, such as `de` or `pt-BR`. */
export type Languages = Readonly<Record<string, () => Promise<LanguageFile>>>

/** Every language but English, which is always there: the other files of this folder, named by their tags. */
export const LANGUAGES: Languages = Object.fromEntries(
  Object.entries(import.meta.glob<LanguageFile>(['./*.ts', '!./index.ts', '!./en.ts', '!./*.d.ts'])).map(([path, load]) => [
    path.slice('./'.length, -'.ts'.length),
    load,
  ]),
)

/**
 * The file of the language that a reader of `locale` is spoken to in: of the whole tag where there is one, else of its
 * language; null where that is English, or a language that is not here.
 */
export function languageOf(locale: string, languages: Languages = LANGUAGES): Languages[string] | null {
  return languages[locale] ?? languages[new Intl.Locale(locale).language] ?? null
}

/** The English of the first view: there from the start, and said wherever another language is not here. */
export { first }
