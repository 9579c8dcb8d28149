import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono, type Context } from 'hono'
import { type FormObject, readForm } from '../form.ts'
import type { World } from '../world.ts'
import { type ApiAnswer, createReceiver } from './receive.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

/** The connection of a request that did not come over HTTP can only be cut by throwing. */
class Cut extends TypeError {}

type Env = { Bindings: Partial<HttpBindings> }

/** Stripe's API under `/v1`, as the `stripe` SDK speaks it. */
export function createApi(world: World): Hono<Env> {
  const receive = createReceiver(world)
  const app = new Hono<Env>()

  const answer = async (c: Context<Env>, route: Route | undefined): Promise<Response> => {
    const header = (name: string): string | undefined => c.req.header(name)
    return respond(
      c,
      await receive(route, {
        method: c.req.method,
        path: c.req.path,
        id: c.req.param('id') ?? '',
        params: await paramsOf(c),
        authorization: header('authorization'),
        stripeAccount: header('stripe-account'),
        idempotencyKey: header('idempotency-key'),
      }),
    )
  }

  for (const route of routes) app.on(route.method, route.path, (c) => answer(c, route))
  app.all('/v1/*', (c) => answer(c, undefined))
  app.onError((error, c) => {
    if (error instanceof Cut) throw error
    process.stderr.write(`${error.stack ?? error.message}\n`)
    return c.json({ error: { type: 'api_error', message: `The simulator itself failed: ${error.message}` } }, 500)
  })
  return app
}

async function paramsOf(c: Context<Env>): Promise<FormObject> {
  const query = new URL(c.req.url).search.slice(1)
  return readForm(c.req.method === 'GET' ? query : await c.req.text())
}

function respond(c: Context<Env>, answer: ApiAnswer): Response {
  if (answer.kind === 'answer') {
    return new Response(answer.body, { status: answer.status, headers: answer.headers })
  }
  const socket = c.env?.incoming?.socket
  if (socket === undefined) throw new Cut('The connection was cut.')
  socket.destroy()
  return RESPONSE_ALREADY_SENT
}
