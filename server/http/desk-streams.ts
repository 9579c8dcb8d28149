/** Streams of desks: all who watch the desk of a store share each read of it, and each message made from it. */
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { StoreId } from '../contract/ids.ts'
import type { Changes } from '../database/changes.ts'
import { readDesk } from '../desk/read-desk.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { Env } from './env.ts'
import type { OpenStream, Reader } from './open-stream.ts'
import { createSharedReads } from './shared-reads.ts'
import { message } from './stream.ts'

export interface DeskStreamsParts {
  /** With connections that only streams use. */
  readonly ctx: GatewayCtx
  readonly changes: Changes
  readonly openStream: OpenStream
}

/** Opens a stream. Refused with: rate_limited. */
export type OpenDeskStream = (c: Context<Env>, reader: Reader & { readonly store: StoreId }) => Promise<Response>

interface DeskMessage {
  readonly id: string
  readonly bytes: Uint8Array
}

/** Milliseconds between two reads of a store's desk at least: much of what changes in a store is on no desk. */
const SPACING = 500

export function createDeskStreams({ ctx, changes, openStream }: DeskStreamsParts): OpenDeskStream {
  const shareRead = createSharedReads<DeskMessage>({ spacing: SPACING })
  return (c, { store, ...reader }) =>
    openStream<DeskMessage>(c, reader, {
      read: () => shareRead(store, async () => messageOf(JSON.stringify(await readDesk(ctx, { store })))),
      idOf: ({ id }) => id,
      isNews: (id, sent) => id !== sent,
      encode: ({ bytes }) => bytes,
      subscribe: (onChange) => changes.subscribeToStore(store, onChange),
    })
}

/** A desk has no version: the same items are the same desk. */
function messageOf(desk: string): DeskMessage {
  const id = createHash('sha256').update(desk).digest('base64url').slice(0, 22)
  return { id, bytes: message('desk', id, desk) }
}
