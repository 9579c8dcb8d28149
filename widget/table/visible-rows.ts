import { decimalString } from '../../server/contract/money.ts'
import type { Payment } from '../../server/contract/tab.ts'
import type { View } from '../shared/view.ts'
import type { Row } from './rows.ts'

/** As many rows are shown at first. */
export const AT_FIRST = 100
/** From as many on they can be searched. */
export const SEARCHED_FROM = 20

/**
 * The rows to show, in their order, a charge with all of its refunds: those that a search finds, with the charges that they are of; else
 * all, or those of the newest that happened.
 */
export function visibleRows(rows: readonly Row[], sought: string, all: boolean, view: View): readonly Row[] {
  const finds = finder(sought, view)
  if (finds !== null) {
    const found = new Set(rows.filter(({ payment }) => finds(payment)).flatMap(({ payment, under }) => [payment.id, under?.id]))
    return rows.filter(({ payment }) => found.has(payment.id))
  }
  return all || rows.length <= AT_FIRST ? rows : newest(rows)
}

/** Groups of the latest news, until there are enough rows. */
function newest(rows: readonly Row[]): Row[] {
  const groups = [...Map.groupBy(rows, ({ payment, under }) => under?.id ?? payment.id)].map(([id, group]) => ({
    id,
    size: group.length,
    at: group.reduce((latest, { payment }) => (payment.recordedAt > latest ? payment.recordedAt : latest), ''),
  }))
  const shown = new Set<string>()
  let count = 0
  for (const { id, size } of groups.toSorted((one, other) => (one.at < other.at ? 1 : -1))) {
    if (count >= AT_FIRST) break
    shown.add(id)
    count += size
  }
  return rows.filter(({ payment, under }) => shown.has(under?.id ?? payment.id))
}

/** Whether a payment is meant by what is sought: an amount, last four digits, or words of its note. Null where nothing is sought. */
function finder(sought: string, { formats }: View): ((payment: Payment) => boolean) | null {
  const words = sought.trim().toLocaleLowerCase(formats.locale)
  if (words === '') return null
  const digits = digitsOf(words)
  const isNumber = digits !== '' && !/\p{L}/u.test(words)
  return ({ amount, currency, note, card }) =>
    (note ?? '').toLocaleLowerCase(formats.locale).includes(words) ||
    (isNumber && (card?.last4 === digits || digitsOf(decimalString(amount, currency)).startsWith(digits)))
}

/** The digits of a text, as Western ones. */
function digitsOf(text: string): string {
  return [...text.normalize('NFKC')].map(westernDigit).join('')
}

/** Decimal digits come in runs of ten that start at 0. */
function westernDigit(character: string): string {
  if (!/^\p{Nd}$/u.test(character)) return ''
  const code = character.codePointAt(0) ?? 0
  let zero = code
  while (zero > code - 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(code - zero)
}
