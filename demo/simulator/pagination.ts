import type { Stripe } from 'stripe'
import { missing } from './errors.ts'
import type { Created } from './params.ts'

export interface PageParams {
  readonly limit?: number | undefined
  readonly starting_after?: string | undefined
  readonly ending_before?: string | undefined
}

interface Listable {
  readonly id: string
  readonly created: number
}

export type List<T> = Omit<Stripe.ApiList<T>, 'object'> & { object: 'list' }

/**
 * One page, newest first, as Stripe pages: 10 by default, at most 100; `starting_after` goes to older objects,
 * `ending_before` to newer ones, `has_more` says whether more lie in that direction. A cursor that isn't there is a 404.
 */
export function pageOf<T extends Listable>(all: Iterable<T>, params: PageParams, url: string): List<T> {
  const sorted = [...all].toReversed().toSorted((one, other) => other.created - one.created)
  const limit = params.limit ?? 10
  if (params.ending_before !== undefined) {
    const end = indexOf(sorted, params.ending_before, 'ending_before')
    const start = Math.max(0, end - limit)
    return { object: 'list', data: sorted.slice(start, end), has_more: start > 0, url }
  }
  const start = params.starting_after === undefined ? 0 : indexOf(sorted, params.starting_after, 'starting_after') + 1
  return { object: 'list', data: sorted.slice(start, start + limit), has_more: sorted.length > start + limit, url }
}

function indexOf(sorted: readonly Listable[], id: string, param: string): number {
  const index = sorted.findIndex((item) => item.id === id)
  if (index < 0) throw missing('object', id, param)
  return index
}

/** Whether a time in Unix seconds passes a `created` filter. */
export function createdWithin(time: number, filter: Created): boolean {
  if (filter === undefined) return true
  if (typeof filter === 'number') return time === filter
  return (
    (filter.gt === undefined || time > filter.gt) &&
    (filter.gte === undefined || time >= filter.gte) &&
    (filter.lt === undefined || time < filter.lt) &&
    (filter.lte === undefined || time <= filter.lte)
  )
}
