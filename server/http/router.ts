/** The one way by which a call of the contract becomes a route: its path, its name in the log, and who may make it. */
import type { Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { dropIfGone } from '../context/principal.ts'
import { CALLS, type Call, type CallId } from '../contract/calls.ts'
import { authorize, type Authorized, type RequestContext } from './authorize.ts'
import type { Env } from './env.ts'

type CallIdBy<By extends Call['by']> = { [Id in CallId]: (typeof CALLS)[Id]['by'] extends By ? Id : never }[CallId]

/** Calls that need a store's key or an embed session. */
type AuthorizedCallId = CallIdBy<'host' | 'both' | 'desk'>
/** Calls that need neither: whoever runs the server makes them, or Stripe does. */
type OpenCallId = CallIdBy<'stripe' | 'operator'>

/** Calls that anybody may make, as far as this router adds them. */
export type OpenRouter = Pick<Router, 'open' | 'answer'>

export interface Router {
  authorized<Id extends AuthorizedCallId>(
    id: Id,
    handler: (c: Context<Env>, call: Authorized<(typeof CALLS)[Id]>) => Promise<Response>,
  ): void
  open(id: OpenCallId, handler: (c: Context<Env>) => Response | Promise<Response>): void
  /** `value` as JSON; checked against the contract where that is configured. */
  answer(c: Context<Env>, id: CallId, status: ContentfulStatusCode, value: object): Response
}

export interface RouterParts extends RequestContext {
  /** Checks every answer against the contract: for tests and development. */
  readonly checkAnswers: boolean
}

export function createRouter(app: Hono<Env>, { checkAnswers, ...requestContext }: RouterParts): Router {
  return {
    ...createOpenRouter(app, { checkAnswers }),
    authorized: (id, handler) =>
      add(app, id, async (c) => {
        const call = await authorize(c, CALLS[id], requestContext)
        dropIfGone(call.principal)
        return handler(c, call)
      }),
  }
}

export function createOpenRouter(app: Hono<Env>, { checkAnswers }: Pick<RouterParts, 'checkAnswers'>): OpenRouter {
  return {
    open: (id, handler) => add(app, id, handler),
    answer(c, id, status, value) {
      const call: Call = CALLS[id]
      if (checkAnswers) call.answers[status]?.schema?.parse(value)
      return c.json(value, status)
    },
  }
}

function add(app: Hono<Env>, id: CallId, handler: (c: Context<Env>) => Response | Promise<Response>): void {
  const call = CALLS[id]
  app.on(call.method.toUpperCase(), routePath(call), (c) => {
    c.set('call', id)
    return handler(c)
  })
}

/** The path as Hono writes it. */
export function routePath(call: Call): string {
  return call.path.replaceAll(/\{(\w+)\}/g, ':$1')
}
