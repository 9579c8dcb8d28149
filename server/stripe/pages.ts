/** Reading long lists of Stripe's, page by page, one call at a time, and slower where Stripe answers 429. */
import type { StripeRight } from '../contract/choices.ts'
import type { ChargeId } from '../contract/ids.ts'
import Stripe from 'stripe'
import * as z from 'zod/mini'
import { expandable } from './objects/fields.ts'
import { withRetry } from './retry.ts'
import { PAGE_SIZE, unavailable } from './read.ts'
import { StripeUnavailable } from '../context/errors.ts'

/** Where a list begins. */
export interface From {
  /** Only what was created since; null for all there is. */
  readonly since: Date | null
  /** The last id of the page read before; null for the first page. Lists run from the newest to the oldest. */
  readonly after: string | null
}

export interface Page<T> {
  readonly items: readonly T[]
  /** What is on it and can't be read: one such object hides no other. */
  readonly unreadable: readonly Unreadable[]
  /** The id to go on after. */
  readonly last: string | null
}

export interface Unreadable {
  readonly id: string
  /** The charge that it is, or is about, as far as that can be read. */
  readonly charge: ChargeId | null
  readonly reason: string
}

interface ListParams {
  limit: number
  starting_after?: string
  created?: { gte: number }
}

interface StripePage {
  readonly data: readonly { readonly id: string }[]
  readonly has_more: boolean
}

/** Every page of a list that needs `right`, without what `parse` answers with null. Throws StripeUnavailable. */
export async function* readPages<T>(
  right: StripeRight,
  list: (params: ListParams) => Promise<StripePage>,
  parse: (value: unknown) => T | null | Promise<T | null>,
  { since, after }: From,
): AsyncGenerator<Page<T>> {
  const created = since === null ? {} : { created: { gte: Math.floor(since.getTime() / 1000) } }
  const read = (last: string | null): Promise<StripePage> =>
    withRetry(() => list({ limit: PAGE_SIZE, ...created, ...(last === null ? {} : { starting_after: last }) })).catch((error: unknown) => {
      throw unavailable(error, right)
    })
  let last = after
  for (;;) {
    const page = await read(last).catch((error: unknown) => {
      // What was read last before a long stop may be gone, as events are after 30 days: then all is read again.
      if (last === null || last !== after || !isMissing(error)) throw error
      return read(null)
    })
    last = page.data.at(-1)?.id ?? last
    yield { ...(await readAll(right, page.data, parse)), last }
    if (!page.has_more) return
  }
}

async function readAll<T>(
  right: StripeRight,
  data: StripePage['data'],
  parse: (value: unknown) => T | null | Promise<T | null>,
): Promise<Pick<Page<T>, 'items' | 'unreadable'>> {
  const items: T[] = []
  const unreadable: Unreadable[] = []
  for (const value of data) {
    try {
      const item = await parse(value)
      if (item !== null) items.push(item)
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError || error instanceof StripeUnavailable) throw unavailable(error, right)
      unreadable.push({ id: value.id, charge: chargeOf(value), reason: error instanceof Error ? error.message : 'unknown' })
    }
  }
  return { items, unreadable }
}

const Charge = z.pipe(
  z.object({ id: z.string(), object: z.literal('charge') }),
  z.transform((charge) => charge.id),
)
const AboutACharge = z.pipe(
  z.object({ charge: expandable }),
  z.transform((about) => about.charge),
)

function chargeOf(value: unknown): string | null {
  return z.union([Charge, AboutACharge]).safeParse(value).data ?? null
}

function isMissing(error: unknown): boolean {
  return error instanceof StripeUnavailable && error.cause instanceof Stripe.errors.StripeError && error.cause.code === 'resource_missing'
}
