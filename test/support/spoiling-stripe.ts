/** Stripe, but for some answers that a test gives in its place. */
import { listen } from '../../server/index.ts'

export interface SpoilingStripe extends AsyncDisposable {
  readonly url: string
}

/** Hands every call on to `stripe` save those that `spoil` answers itself; `headers` are added to every answer. */
export async function spoilStripe(
  stripe: string,
  spoil: (path: string, method: string) => Response | null | Promise<Response | null>,
  headers: () => Readonly<Record<string, string>> = () => ({}),
): Promise<SpoilingStripe> {
  const { url, close } = await listen(
    async (request) => {
      const { pathname, search } = new URL(request.url)
      const spoiled = await spoil(pathname, request.method)
      if (spoiled !== null) return spoiled
      const body = request.method === 'GET' ? {} : { body: await request.text() }
      const answer = await fetch(`${stripe}${pathname}${search}`, { method: request.method, headers: request.headers, ...body })
      return new Response(await answer.text(), { status: answer.status, headers: { ...Object.fromEntries(answer.headers), ...headers() } })
    },
    { port: 0, host: '127.0.0.1' },
  )
  return { url, [Symbol.asyncDispose]: close }
}

/** As Stripe words that a restricted key lacks a right. */
export function lacksRight(right: string): Response {
  const message = `The provided key 'rk_test_***' does not have the required permissions for this endpoint. Having the '${right}' permission would allow this request to continue.`
  return Response.json({ error: { type: 'invalid_request_error', message } }, { status: 403, headers: { 'request-id': 'req_lacks_right' } })
}
