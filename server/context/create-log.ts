/** The log: one JSON line per fact, on standard output. Facts are ids and codes only, never secrets or customers' data. */
import { pino, type DestinationStream, type Logger } from 'pino'

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export function createLog(level: LogLevel, destination: DestinationStream = pino.destination(1)): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: describeError } }, destination)
}

/** What may be known of an error: PostgreSQL's and Stripe's carry rows and parameters along, which stay out of the log. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const told = { name, code, message: withoutKeys(message), stack: withoutKeys(stack ?? '') }
  return cause === undefined ? told : { ...told, cause: describeError(cause) }
}

/** Stripe quotes the key, its middle starred out, where it refuses it. */
function withoutKeys(text: string): string {
  return text.replaceAll(/\b[rs]k_(?:test|live)_[\w*]+/g, '(the key)')
}
