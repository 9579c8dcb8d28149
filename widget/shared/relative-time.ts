import type { Span } from './messages.ts'

const largest = ({ days, hours, minutes }: Span): readonly [number, 'day' | 'hour' | 'minute'] =>
  days > 0 ? [days, 'day'] : hours > 0 ? [hours, 'hour'] : [minutes, 'minute']

/** How long ago something was, as this language says it, plurals included. */
export function agoIn(locale: string, justNow: string): (span: Span) => string {
  const format = new Intl.RelativeTimeFormat(locale, { style: 'short', numeric: 'always' })
  return (span) => {
    const [number, unit] = largest(span)
    return number === 0 ? justNow : format.format(-number, unit)
  }
}

/** How long until something is, as this language says it: days, with hours while there are few of them. */
export function leftIn(locale: string, sentence: (time: string) => string): (span: Span) => string {
  const part = (number: number, unit: 'day' | 'hour' | 'minute'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: unit === 'minute' ? 'short' : 'long' }).format(number)
  return ({ days, hours, minutes }) => {
    if (days >= 3) return sentence(part(days, 'day'))
    if (days > 0) return sentence(hours === 0 ? part(days, 'day') : `${part(days, 'day')} ${part(hours, 'hour')}`)
    return sentence(hours > 0 ? `${part(hours, 'hour')} ${part(minutes, 'minute')}` : part(Math.max(1, minutes), 'minute'))
  }
}
