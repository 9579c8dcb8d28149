/** What an event carries. */
import * as z from 'zod/mini'

/** An event tells of something that Stripe does not know: it may in a moment, or a person has to see it. */
export class Gone extends Error {
  override readonly name = 'Gone'
  constructor(what: string) {
    super(`Stripe doesn’t know ${what} that its event is about.`)
  }
}

const WithId = z.object({ id: z.string() })

/**
 * The event's object as `parse` reads it. Where it lacks what is needed, as one of an older API version may, it is fetched.
 * Throws where neither is to be had.
 */
export async function readPayload<T>(object: unknown, parse: (value: unknown) => T, fetch: (id: string) => Promise<T | null>): Promise<T> {
  try {
    return parse(object)
  } catch (error) {
    const id = WithId.safeParse(object).data?.id
    if (id === undefined) throw error
    const fetched = await fetch(id)
    if (fetched === null) throw new Gone(id)
    return fetched
  }
}
