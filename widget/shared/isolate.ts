/** Starts an isolate whose direction its own first letter decides, and ends it. */
const ISOLATE = '\u2068'
const POP = '\u2069'

/** Letters and digits that are read from right to left, or drawn so among them. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u200f\u202e]/u

const isolated = (value: string): string => `${ISOLATE}${value}${POP}`

function join(texts: readonly string[], values: readonly (string | number)[], write: (value: string) => string): string {
  return texts.reduce((text, next, index) => `${text}${write(String(values[index - 1] ?? ''))}${next}`)
}

/** A sentence of a language that is read from left to right: a value that is not keeps its order, and the sentence its own. */
export function ltr({ raw }: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return join(raw, values, (value) => (RIGHT_TO_LEFT.test(value) ? isolated(value) : value))
}

/** A sentence of a language that is read from right to left: every value in it keeps its own order. */
export function rtl({ raw }: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return join(raw, values, isolated)
}
