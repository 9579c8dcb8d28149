import { StripeUnavailable } from '../context/errors.ts'
import Stripe from 'stripe'

/** Stripe lists so many at most at once. */
export const PAGE_SIZE = 100

/** Reads of Stripe, parsed, with every way to fail made into one. */
export const reading = {
  /** One object, null where Stripe says there is none. */
  async one<T>(read: () => Promise<unknown>, parse: (value: unknown) => T | Promise<T>): Promise<T | null> {
    try {
      return await parse(await read())
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return null
      throw unavailable(error)
    }
  },

  /** Every page of a list; what `beforeNextPage` throws ends it, as it is. */
  async all<T>(read: () => AsyncIterable<unknown>, parse: (value: unknown) => T, beforeNextPage?: () => Promise<void>): Promise<T[]> {
    const found: T[] = []
    const values = read()[Symbol.asyncIterator]()
    for (;;) {
      if (found.length > 0 && found.length % PAGE_SIZE === 0) await beforeNextPage?.()
      const next = await attempt(() => values.next())
      if (next.done === true) return found
      found.push(await attempt(() => parse(next.value)))
    }
  },

  /** Everything that a search finds: nothing where Stripe does not search for this account. */
  async found<T>(read: () => AsyncIterable<unknown>, parse: (value: unknown) => T): Promise<T[]> {
    try {
      return await reading.all(read, parse)
    } catch (error) {
      if (error instanceof StripeUnavailable && error.cause instanceof Stripe.errors.StripeInvalidRequestError) return []
      throw error
    }
  },
}

async function attempt<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw unavailable(error)
  }
}

/** Any failure to read Stripe as one. */
export function unavailable(error: unknown): StripeUnavailable {
  const isStripes = error instanceof Stripe.errors.StripeError
  const because = isStripes ? `${error.type} ${String(error.statusCode ?? '')}`.trim() : error instanceof Error ? error.name : 'unknown'
  return new StripeUnavailable(`Stripe could not be read (${because})`, {
    cause: error,
    retryable: isStripes,
    status: isStripes ? (error.statusCode ?? null) : null,
  })
}
