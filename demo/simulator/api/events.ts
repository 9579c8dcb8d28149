import { z } from 'zod'
import { invalid, missing } from '../errors.ts'
import { eventsKeptSeconds } from '../objects/events.ts'
import { createdWithin, pageOf } from '../pagination.ts'
import { created, expand, flag, page, text } from '../params.ts'
import type { Event } from '../state.ts'
import { type Context, seconds } from '../world.ts'
import { route } from './route.ts'

function isKept({ world }: Context, event: Event): boolean {
  return seconds(world.clock()) - event.created <= eventsKeptSeconds
}

/** `charge.*` and `*` name a whole family. */
function matches(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern
}

export const eventRoutes = [
  route('GET', '/v1/events/:id', z.strictObject(expand), ({ context, id }) => {
    const event = context.account.events.get(id)
    if (event === undefined || !isKept(context, event)) throw missing('event', id)
    return event
  }),

  route(
    'GET',
    '/v1/events',
    z.strictObject({
      ...page,
      created,
      type: text.optional(),
      types: z.array(text).max(20).optional(),
      delivery_success: flag.optional(),
    }),
    ({ context, params }) => {
      if (params.type !== undefined && params.types !== undefined) {
        throw invalid('You may only specify one of these parameters: type, types.', { param: 'types' })
      }
      const patterns = params.types ?? (params.type === undefined ? ['*'] : [params.type])
      const events = [...context.account.events.values()].filter(
        (event) =>
          isKept(context, event) &&
          patterns.some((pattern) => matches(event.type, pattern)) &&
          (params.delivery_success === undefined || (event.pending_webhooks === 0) === params.delivery_success) &&
          createdWithin(event.created, params.created),
      )
      return pageOf(events, params, '/v1/events')
    },
  ),
]
