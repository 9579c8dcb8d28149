import { DatabaseUnavailable } from '../database/unavailable.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import type { IncomingEvent } from './queries.ts'
import { storeEvents, type Stored } from './store.ts'

/** Events, and bytes of them, that are stored in one statement at most. */
const MOST = 100
const LARGEST = 4 * 1024 * 1024

interface Waiting {
  readonly incoming: IncomingEvent
  readonly stored: PromiseWithResolvers<Stored>
}

/**
 * Stores events in groups: those that come while a group is being written make the next one, so that many share a commit and one
 * alone waits for nothing. Each resolves once it is durable. Where a group can't be stored, each of it is tried by itself, so that
 * a bad one fails alone; where the database can't be reached, all fail at once.
 */
export function gatherEvents(ctx: GatewayCtx): (incoming: IncomingEvent) => Promise<Stored> {
  const waiting: Waiting[] = []
  let isWriting = false

  const write = async (): Promise<void> => {
    while (waiting.length > 0) await storeGroup(ctx, takeGroup(waiting))
    isWriting = false
  }

  return (incoming) => {
    const stored = Promise.withResolvers<Stored>()
    waiting.push({ incoming, stored })
    if (!isWriting) {
      isWriting = true
      void write()
    }
    return stored.promise
  }
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let size = 0
  const end = waiting.findIndex(({ incoming }, index) => (size += incoming.payload.length) > LARGEST && index > 0)
  return waiting.splice(0, Math.min(MOST, end === -1 ? waiting.length : end))
}

async function storeGroup(ctx: GatewayCtx, group: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await storeEvents(
      ctx,
      group.map(({ incoming }) => incoming),
    )
    for (const [index, { stored }] of group.entries()) stored.resolve(outcomes[index] ?? 'unknown_account')
  } catch (error) {
    if (group.length > 1 && !(error instanceof DatabaseUnavailable)) for (const one of group) await storeGroup(ctx, [one])
    else for (const { stored } of group) stored.reject(error)
  }
}
