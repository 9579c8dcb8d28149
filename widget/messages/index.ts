import { en } from './en.ts'

/**
 * Everything the widget says, in one language. Amounts, dates and names arrive already written for the reader's locale,
 * so a language only arranges them.
 */
export type Messages = typeof en

/** Every language but English, which is always there: its tag, such as `de` or `pt-BR`, and its file. */
const LANGUAGES: Languages = {
  ar: () => import('./ar.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  ja: () => import('./ja.ts'),
}

export type Languages = Readonly<Record<string, () => Promise<{ readonly messages: Messages }>>>

/**
 * The file of the language that a reader of `locale` is spoken to in: of the whole tag where there is one, else of its
 * language; null where that is English, or a language that is not here.
 */
export function languageOf(locale: string, languages: Languages = LANGUAGES): Languages[string] | null {
  return languages[locale] ?? languages[new Intl.Locale(locale).language] ?? null
}

/** English: there from the start, and said wherever another language is not here. */
export { en }
