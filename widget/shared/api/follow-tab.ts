import type { Tab } from '../../../server/contract/tab.ts'
import type { Environment } from '../environment.ts'
import { isTab } from './answers.ts'
import type { PaymentsClient } from './client.ts'
import { ProblemError, SessionError, UnansweredError } from './errors.ts'
import { readServerSentEvents } from './server-sent-events.ts'
import { takeStreamSlot } from './stream-slots.ts'

/**
 * How the tab is kept up to date: by the stream, by trying to get it back, or meanwhile by reading every few seconds; or not at
 * all, since this machine is offline, or the page gives no right to it any more.
 */
export type Connection = 'live' | 'reconnecting' | 'reading' | 'offline' | 'signed_out'

export interface FollowOptions {
  readonly client: Pick<PaymentsClient, 'server' | 'readTab' | 'readNewerTab' | 'openStream'>
  readonly environment: Environment
  readonly signal: AbortSignal
  /** The version of the tab that is shown, null when there is none. */
  version(): number | null
  onTab(tab: Tab): void
  onConnection(connection: Connection): void
  /** A stream was opened, or has ended: while one is open, every change comes by it. */
  onStream(isOpen: boolean): void
}

/** A stream silent for longer than this is taken for dead; the server's heartbeats come much more often. */
const SILENCE = 60_000
/** Between two reads of a tab that has no slot for a stream. */
const READ_EVERY = 2_000
const LONGEST_PAUSE = 8_000

/**
 * Follows the tab until `signal` is aborted, as long as the page is in sight. With a slot it keeps a stream open, and reads the
 * tab while none can be had. Without a slot it reads every two seconds until one is free. Throws the {@link ProblemError} that
 * says there is nothing to follow any more.
 */
export async function followTab(options: FollowOptions): Promise<void> {
  const { client, environment, signal, onConnection } = options
  for (let failures = 0; ;) {
    await environment.untilPageIs('visible', signal)
    if (signal.aborted) return
    const slot = await takeStreamSlot(client.server, environment)
    const ended = slot === null ? await readOnce(options) : await streamOnce(options).finally(() => slot.release())
    if (signal.aborted) return
    if (ended === 'given back') continue
    failures = ended === 'refused' || ended === 'signed out' ? failures + 1 : ended === 'dropped' ? 1 : 0
    if (ended === 'read') onConnection('live')
    if (ended === 'signed out') onConnection('signed_out')
    else if (failures === 1) onConnection('reconnecting')
    if (failures > 1 && slot !== null && ended !== 'signed out')
      onConnection((await readOnce(options)) === 'read' ? 'reading' : 'reconnecting')
    if (signal.aborted) return
    await environment.wait(ended === 'read' ? READ_EVERY : pause(failures, environment.random()), signal)
  }
}

/**
 * `done`: the server ended it, as when the token expires. `dropped`: it broke off. `refused`: it carried nothing.
 * `given back`: the page went out of sight. `signed out`: the page gives no right to it, or one that the server doesn't take.
 */
async function streamOnce({
  client,
  environment,
  signal,
  version,
  onTab,
  onConnection,
  onStream,
}: FollowOptions): Promise<'done' | 'dropped' | 'refused' | 'given back' | 'signed out'> {
  const closing = new AbortController()
  const both = AbortSignal.any([signal, closing.signal])
  let heard = false
  let hidden = false
  void environment.untilPageIs('hidden', both).then(() => {
    hidden = !both.aborted
    closing.abort()
  })
  try {
    const items = readServerSentEvents(await client.openStream(version(), both))
    onConnection('live')
    onStream(true)
    for (;;) {
      const item = await withinSilence(items.next(), environment)
      if (item.done === true) return heard ? 'done' : 'refused'
      heard = true
      if (item.value.kind === 'event' && item.value.event === 'tab') onTab(readTab(item.value.data))
    }
  } catch (error) {
    if (isFinal(error)) throw error
    if (hidden) return 'given back'
    if (isSignedOut(error)) return 'signed out'
    return heard ? 'dropped' : 'refused'
  } finally {
    closing.abort()
    onStream(false)
  }
}

async function readOnce({ client, signal, version, onTab }: FollowOptions): Promise<'read' | 'refused' | 'signed out'> {
  const current = version()
  try {
    const tab = current === null ? await client.readTab(signal) : await client.readNewerTab(current, signal)
    if (tab !== null) onTab(tab)
    return 'read'
  } catch (error) {
    if (isFinal(error)) throw error
    return isSignedOut(error) ? 'signed out' : 'refused'
  }
}

function readTab(data: string): Tab {
  const tab: unknown = JSON.parse(data)
  if (!isTab(tab)) throw new UnansweredError('What came by the stream is no tab.')
  return tab
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

/** Whoever is at the page has to sign in again; not where its server can't be reached. */
function isSignedOut(error: unknown): boolean {
  return (
    (error instanceof SessionError && !(error.cause instanceof TypeError)) ||
    (error instanceof ProblemError && error.problem.code === 'unauthenticated')
  )
}

/** The server will go on saying no: this token shows no such invoice. */
export function isFinal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && (error.problem.code === 'forbidden' || error.problem.code === 'not_found')
}
