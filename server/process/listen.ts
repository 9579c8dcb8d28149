/** Listening on a port: what a process does that serves `fetch` by itself, and how it ends without cutting anyone off. */
import { getRequestListener, RequestError } from '@hono/node-server'
import { createServer, type Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError } from '../context/errors.ts'
import { followAnswers } from './answers.ts'
import { answerUnreadable, answerWith, namesItsHost, refuseQuietly, type Refuse } from './unreadable.ts'

export interface Listening {
  readonly url: string
  /** From now on every answer closes its connection, so that callers who keep one open come back on another, at another server. */
  drain(): void
  /** Takes no new connections, lets the answers under way reach their callers within a bound, and gives the port free. */
  close(): Promise<void>
}

/** Milliseconds for an answer that is made to reach its caller; who reads no faster is cut off. */
const LAST_ANSWERS = 2_000

/** Milliseconds for a request to arrive, its body too: who sends slower is answered with 408. */
const REQUEST_TIME = 10_000

/**
 * Serves `fetch` on a port; 0 takes any that is free. What can't be read as a request is answered with what `refuse` gives.
 * @throws ConfigError that says what to do where the port can't be listened on.
 */
export async function listen(
  fetch: Parameters<typeof getRequestListener>[0],
  { port, host, variable = 'PORT' }: { readonly port: number; readonly host: string; readonly variable?: string },
  refuse: Refuse = refuseQuietly,
): Promise<Listening> {
  const handle = getRequestListener(fetch, {
    // What HTTP/1.0 leaves out; nothing depends on it.
    hostname: 'localhost',
    errorHandler: (error) => (error instanceof RequestError ? asResponse(refuse(400)) : new Response(null, { status: 500 })),
  })
  const server = createServer(
    { requestTimeout: REQUEST_TIME, headersTimeout: REQUEST_TIME, connectionsCheckingInterval: 1_000, requireHostHeader: false },
    (request, response) => (namesItsHost(request) ? void handle(request, response) : answerWith(response, refuse(400))),
  )
  answerUnreadable(server, refuse)
  const answers = followAnswers(server)
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await listening.catch((error: unknown) => {
    throw new ConfigError(portSentence(error, { port, host, variable }))
  })
  const closed = Promise.withResolvers<void>()
  server.once('close', closed.resolve)
  return {
    url: addressOf(server, host),
    drain: answers.closeConnections,
    async close() {
      server.close()
      await Promise.race([answers.given(), pause(LAST_ANSWERS, undefined, { ref: false })])
      server.closeAllConnections()
      await closed.promise
    },
  }
}

/** Why a port can't be listened on, and what to do about it. `variable` is the setting of the port. */
export function portSentence(
  error: unknown,
  { port, host, variable }: { readonly port: number; readonly host: string; readonly variable: string },
): string {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE') return `Port ${port} is in use: stop what uses it, or set ${variable} to another.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set ${variable} to one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine: set HOST to one that is, such as 127.0.0.1.`
  return `Port ${port} of ${host} can’t be listened on: ${error instanceof Error ? error.message : String(error)}.`
}

function asResponse(problem: ReturnType<Refuse>): Response {
  return Response.json(problem, {
    status: problem.status,
    headers: { 'Content-Type': 'application/problem+json', 'Request-Id': problem.requestId, Connection: 'close' },
  })
}

function addressOf(server: Server, host: string): string {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
