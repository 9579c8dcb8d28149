/** The tab of one invoice, or the desk of a store, live, as server-sent events. */
import type { Tab } from '../contract/tab.ts'

/** Milliseconds between signs of life on a quiet stream; proxies cut what is silent for longer. */
const HEARTBEAT = 15_000

/** The longest that a timer can be set for, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

export interface StreamOptions<T> {
  /** What is so as the stream begins. */
  readonly first: T
  /** What the reader has, by its `Last-Event-ID`; it is not sent again. */
  readonly known: string | undefined
  readonly read: () => Promise<T>
  readonly idOf: (value: T) => string
  /** Whether what has this id is to be sent after what had the id `sent`. */
  readonly isNews: (id: string, sent: string) => boolean
  /** One as its message. */
  readonly encode: (value: T) => Uint8Array
  /** Whether the key or session that opened the stream still counts; checked before anything is sent. */
  readonly isLive: () => Promise<boolean>
  readonly subscribe: (onChange: () => void) => () => void
  /** Milliseconds until the token ends; null where it does not. */
  readonly lifetime: number | null
  /** Ends every stream when the server stops. */
  readonly stopping: AbortSignal
  /** Called once it has ended, however it did. */
  readonly onEnd?: () => void
  readonly onError: (error: unknown) => void
}

export type TabStreamOptions = Omit<StreamOptions<Tab>, 'idOf' | 'isNews' | 'encode'> & Partial<Pick<StreamOptions<Tab>, 'encode'>>

/** Sends tabs, by their versions. */
export function streamTab(options: TabStreamOptions): ReadableStream<Uint8Array> {
  return stream({ encode: tabMessage, ...options, ...BY_VERSION })
}

/** A tab is known by its version, and an older one is never sent after a newer. */
export const BY_VERSION: Pick<StreamOptions<Tab>, 'idOf' | 'isNews'> = {
  idOf: ({ version }) => String(version),
  isNews: (version, sent) => Number(version) > Number(sent),
}

/**
 * Reads what is so when the reader is ready for more, and never before: however fast the changes come and however slow the
 * reader is, one message at most waits, and what is sent is always the newest.
 */
export function stream<T>(options: StreamOptions<T>): ReadableStream<Uint8Array> {
  const { first, known, read, idOf, isNews, encode, isLive, subscribe, lifetime, stopping, onEnd, onError } = options
  let changed = false
  let ending: 'expired' | 'stopping' | 'gone' | null = null
  let resume = (): void => {}

  const unsubscribe = subscribe(() => {
    changed = true
    resume()
  })
  const end = (why: 'expired' | 'stopping' | 'gone') => (): void => {
    ending ??= why
    resume()
  }
  const expiry = lifetime === null ? undefined : setTimeout(end('expired'), Math.min(LONGEST_TIMER, Math.max(0, lifetime)))
  const onStop = end('stopping')
  stopping.addEventListener('abort', onStop)
  if (stopping.aborted) onStop()

  const release = (): void => {
    unsubscribe()
    clearTimeout(expiry)
    stopping.removeEventListener('abort', onStop)
    onEnd?.()
  }

  /** Resolves with whether there is news, after a heartbeat's time at the latest. */
  const waitForNews = async (): Promise<boolean> => {
    if (changed || ending !== null) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), HEARTBEAT)
    resume = () => resolve(true)
    const news = await promise
    clearTimeout(timer)
    return news
  }

  /** A quiet stream outlasts a database that is away for a moment; nothing is sent without knowing. */
  const isStillLive = (hasNews: boolean): Promise<boolean> => (hasNews ? isLive() : isLive().catch(() => true))

  let sent = known === idOf(first) ? known : null

  const nextMessage = async (): Promise<{ readonly message: Uint8Array; readonly isLast: boolean }> => {
    for (;;) {
      const hasNews = await waitForNews()
      if (ending === null && !(await isStillLive(hasNews))) ending = 'expired'
      if (ending === null && !hasNews) return { message: encoded(': still here\n\n'), isLast: false }
      if (ending !== null) return { message: encoded(`event: end\ndata: ${JSON.stringify({ because: ending })}\n\n`), isLast: true }
      changed = false
      const value = await read()
      if (sent !== null && !isNews(idOf(value), sent)) continue
      sent = idOf(value)
      return { message: encode(value), isLast: false }
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Says at once that the stream stands, also where the reader is up to date.
        controller.enqueue(sent === null ? encode(first) : encoded(': up to date\n\n'))
        sent = idOf(first)
        // Between reading the first and subscribing something may have changed.
        changed = true
      },
      async pull(controller) {
        const { message, isLast } = await nextMessage().catch((error: unknown) => {
          release()
          onError(error)
          throw error
        })
        if (ending === 'gone') return
        controller.enqueue(message)
        // What ended during a read says so in a message of its own.
        if (!isLast) return
        release()
        controller.close()
      },
      cancel() {
        release()
        end('gone')()
      },
    },
    // Nothing is prepared ahead: what the reader gets is the newest when it reads.
    { highWaterMark: 0 },
  )
}

/** The whole tab as one event. */
export function tabMessage(tab: Tab): Uint8Array {
  return message('tab', String(tab.version), JSON.stringify(tab))
}

/** One event of a stream. */
export function message(event: string, id: string, data: string): Uint8Array {
  return encoded(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`)
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
