/** Opens a stream, and looks after it: who may have how many, until when, and what ends it. */
import type { Context } from 'hono'
import type { Proof } from '../access/identity.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Callers } from './callers.ts'
import type { Env } from './env.ts'
import type { Lifecycle } from './lifecycle.ts'
import { createOpenStreams } from './open-streams.ts'
import { stream, type StreamOptions } from './stream.ts'

export interface StreamParts {
  /** With connections that only streams use. */
  readonly ctx: GatewayCtx
  readonly callers: Callers
  readonly lifecycle: Lifecycle
  /** Counts what must be finished before the database is closed. */
  readonly underWay: <T>(work: Promise<T>) => Promise<T>
  /** Told when a stream opens, by 1, and when it ends, by −1. */
  readonly onStream: (change: 1 | -1) => void
}

/** Who streams, and until when they may. */
export interface Reader {
  readonly proof: Proof
  readonly expiresAt: Date | null
}

/** What is streamed. */
export type Source<T> = Pick<StreamOptions<T>, 'read' | 'idOf' | 'isNews' | 'encode' | 'subscribe'>

/** Opens a stream. Refused with: rate_limited, and with what `read` of the source is. */
export type OpenStream = <T>(c: Context<Env>, reader: Reader, source: Source<T>) => Promise<Response>

const HEADERS = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' }

export function createStreamOpener({ ctx, callers, lifecycle, underWay, onStream }: StreamParts): OpenStream {
  const openStreams = createOpenStreams()
  return async (c, { proof, expiresAt }, source) => {
    const read = () => underWay(source.read())
    // Where only its headers are requested, a stream would never be read, and so never end.
    if (c.req.method === 'HEAD') return read().then(() => c.body(null, 200, HEADERS))
    const leave = openStreams.take(proof)
    try {
      const first = await read()
      const body = stream({
        ...source,
        first,
        known: c.req.header('last-event-id'),
        read,
        isLive: () => callers.isLive(proof),
        lifetime: expiresAt === null ? null : expiresAt.getTime() - ctx.clock().getTime(),
        stopping: lifecycle.refusing,
        onEnd() {
          leave()
          onStream(-1)
        },
        onError: (error) => ctx.log.error({ error, requestId: c.get('requestId') }, 'A stream ended because it could not be read on.'),
      })
      onStream(1)
      return c.body(body, 200, HEADERS)
    } catch (error) {
      leave()
      throw error
    }
  }
}
