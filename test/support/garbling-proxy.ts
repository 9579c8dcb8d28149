/** Stripe, but for some objects that nobody can read: in the place of their amount they have words. */
import { createAdaptorServer } from '@hono/node-server'

export interface GarblingProxy extends AsyncDisposable {
  readonly url: string
}

interface StripeObject {
  readonly [member: string]: unknown
}

/** Hands every call on to `stripe`, and garbles the objects of these ids in what it answers, alone or in lists. */
export async function garble(stripe: string, ids: ReadonlySet<string>): Promise<GarblingProxy> {
  const garbled = (_member: string, value: unknown): unknown => (isNamed(value, ids) ? { ...value, amount: 'many' } : value)
  const server = createAdaptorServer({
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      const answer = await fetch(`${stripe}${pathname}${search}`, { headers: request.headers })
      return new Response(JSON.stringify(await answer.json(), garbled), { status: answer.status, headers: { 'Request-Id': 'req_garbled' } })
    },
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const { promise: closed, resolve: close } = Promise.withResolvers<void>()
      server.close(() => close())
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

function isNamed(value: unknown, ids: ReadonlySet<string>): value is StripeObject {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && ids.has(value.id)
}
