import { invalid } from './errors.ts'

/** A query as far as it is understood here: one member of the metadata, and what it is. */
const METADATA_IS = /^metadata\[(['"])([^'"]+)\1\]:(['"])([^'"\\]*)\3$/

interface Searchable {
  readonly id: string
  readonly created: number
  readonly metadata: Readonly<Record<string, string>>
}

export interface SearchParams {
  readonly query: string
  readonly limit?: number | undefined
  readonly page?: string | undefined
}

/** One page of what a query finds, newest first; `page` is the `next_page` of the page before. Here all is found at once, at Stripe within a minute. */
export function searchPageOf<T extends Searchable>(all: Iterable<T>, { query, limit = 10, page }: SearchParams, url: string) {
  const [, , member = '', , wanted] = METADATA_IS.exec(query) ?? []
  if (wanted === undefined) throw invalid('We were unable to parse your search query.', { param: 'query' })
  const found = [...all]
    .toReversed()
    .toSorted((one, other) => other.created - one.created)
    .filter(({ metadata }) => metadata[member] === wanted)
  const start = page === undefined ? 0 : Number(page)
  if (!Number.isSafeInteger(start) || start < 0) throw invalid('This page is not one that a search answered.', { param: 'page' })
  const end = start + limit
  const hasMore = found.length > end
  return { object: 'search_result', data: found.slice(start, end), has_more: hasMore, next_page: hasMore ? String(end) : null, url }
}
