import { Tab } from '../../server/contract/tab.ts'
import type { Environment } from '../environment.ts'
import type { PaymentsClient } from './client.ts'
import { ProblemError, UnansweredError } from './errors.ts'
import { readServerSentEvents } from './server-sent-events.ts'

/** How the tab is kept up to date: by the stream, by trying to get it back, or meanwhile by reading every few seconds. */
export type Connection = 'live' | 'reconnecting' | 'reading'

export interface FollowOptions {
  readonly client: PaymentsClient
  readonly environment: Environment
  readonly signal: AbortSignal
  /** The version of the tab already held, null when there is none. */
  version(): number | null
  onTab(tab: Tab): void
  onConnection(connection: Connection): void
}

/** A stream silent for longer than this is taken for dead; the server's heartbeats come much more often. */
const SILENCE = 60_000
const LONGEST_PAUSE = 8_000

/**
 * Follows the tab until `signal` is aborted: opens the stream, opens it again whenever it ends, and reads the tab
 * while it can't be had. Throws the {@link ProblemError} that says there is nothing to follow any more.
 */
export async function followTab(options: FollowOptions): Promise<void> {
  const { environment, signal, onConnection } = options
  for (let failures = 0; !signal.aborted;) {
    const ended = await streamOnce(options)
    if (signal.aborted) return
    failures = ended === 'done' ? 0 : ended === 'dropped' ? 1 : failures + 1
    if (failures === 1) onConnection('reconnecting')
    if (failures > 1) onConnection(await readOnce(options))
    if (signal.aborted) return
    await environment.wait(pause(failures, environment.random()), signal)
  }
}

/** `done`: the server ended it, as when the token expires. `dropped`: it broke off. `refused`: it carried nothing. */
async function streamOnce({
  client,
  environment,
  signal,
  version,
  onTab,
  onConnection,
}: FollowOptions): Promise<'done' | 'dropped' | 'refused'> {
  const closing = new AbortController()
  const both = AbortSignal.any([signal, closing.signal])
  let heard = false
  try {
    const items = readServerSentEvents(await client.openStream(version(), both))
    onConnection('live')
    for (;;) {
      const item = await withinSilence(items.next(), environment)
      if (item.done === true) return heard ? 'done' : 'refused'
      heard = true
      if (item.value.kind === 'event' && item.value.event === 'tab') onTab(Tab.parse(JSON.parse(item.value.data)))
    }
  } catch (error) {
    if (isFinal(error)) throw error
    return heard ? 'dropped' : 'refused'
  } finally {
    closing.abort()
  }
}

async function readOnce({ client, signal, onTab }: FollowOptions): Promise<Connection> {
  try {
    onTab(await client.readTab(signal))
    return 'reading'
  } catch (error) {
    if (isFinal(error)) throw error
    return 'reconnecting'
  }
}

async function withinSilence<Result>(next: Promise<Result>, environment: Environment): Promise<Result> {
  const heard = new AbortController()
  const silence = environment.wait(SILENCE, heard.signal).then(() => {
    throw new UnansweredError('The stream went silent.')
  })
  try {
    return await Promise.race([next, silence])
  } finally {
    silence.catch(() => undefined)
    heard.abort()
  }
}

function pause(failures: number, random: number): number {
  return Math.min(LONGEST_PAUSE, 500 * 2 ** failures) * (0.5 + random / 2)
}

/** The server will go on saying no: this token shows no such invoice. */
export function isFinal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && (error.problem.code === 'forbidden' || error.problem.code === 'not_found')
}
