import type { StripeRight } from '../contract/choices.ts'
import { StripeUnavailable } from '../context/errors.ts'
import { keyTroubleOf, type HeardRefusal } from '../domain/stripe-answers.ts'
import Stripe from 'stripe'

/** Stripe lists so many at most at once. */
export const PAGE_SIZE = 100

/** Reads of Stripe that need `right`, parsed, with every way to fail made into one. */
export const reading = (right: StripeRight) => ({
  /** One object, null where Stripe says there is none. */
  async one<T>(read: () => Promise<unknown>, parse: (value: unknown) => T | Promise<T>): Promise<T | null> {
    try {
      return await parse(await read())
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return null
      throw unavailable(error, right)
    }
  },

  /** Every page of a list; what `beforeNextPage` throws ends it, as it is. */
  async all<T>(read: () => AsyncIterable<unknown>, parse: (value: unknown) => T, beforeNextPage?: () => Promise<void>): Promise<T[]> {
    const found: T[] = []
    const values = read()[Symbol.asyncIterator]()
    for (;;) {
      if (found.length > 0 && found.length % PAGE_SIZE === 0) await beforeNextPage?.()
      const next = await attempt(right, () => values.next())
      if (next.done === true) return found
      found.push(await attempt(right, () => parse(next.value)))
    }
  },

  /** Everything that a search finds: nothing where Stripe does not search for this account. */
  async found<T>(read: () => AsyncIterable<unknown>, parse: (value: unknown) => T): Promise<T[]> {
    try {
      return await this.all(read, parse)
    } catch (error) {
      if (error instanceof StripeUnavailable && error.cause instanceof Stripe.errors.StripeInvalidRequestError) return []
      throw error
    }
  },
})

async function attempt<T>(right: StripeRight, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw unavailable(error, right)
  }
}

/** Any failure to read Stripe, by calls that need `right`, as one. */
export function unavailable(error: unknown, right: StripeRight): StripeUnavailable {
  if (error instanceof StripeUnavailable) return error
  const isStripes = error instanceof Stripe.errors.StripeError
  const because = isStripes ? `${error.type} ${String(error.statusCode ?? '')}`.trim() : error instanceof Error ? error.name : 'unknown'
  return new StripeUnavailable(`Stripe could not be read (${because})`, {
    cause: error,
    retryable: isStripes,
    keyTrouble: isStripes ? keyTroubleOf(heardOf(error), right) : null,
  })
}

function heardOf(error: InstanceType<typeof Stripe.errors.StripeError>): HeardRefusal {
  return { status: error.statusCode ?? null, fromStripe: isFromStripe(error), code: error.code ?? null }
}

/** Whether Stripe speaks, and not something on the way: only its errors have a type, and its answers an id. */
export function isFromStripe(error: InstanceType<typeof Stripe.errors.StripeError>): boolean {
  return error.rawType !== undefined && error.requestId !== undefined
}
