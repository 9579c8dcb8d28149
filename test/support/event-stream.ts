/** A reader of a stream of server-sent events, which takes what it wants when it wants it. */
export interface StreamedEvent {
  /** `comment` for what is no event but a sign of life. */
  readonly event: string
  readonly id: string | null
  readonly data: string
}

export interface EventStream extends AsyncDisposable {
  readonly status: number
  readonly headers: Headers
  /** The next event, or null where the stream has ended. Comments are left out unless wanted. */
  next(options?: { readonly comments?: boolean }): Promise<StreamedEvent | null>
  close(): Promise<void>
}

const LONGEST_SILENCE = 10_000

export async function openEventStream(url: string, bearer: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
  const aborting = new AbortController()
  const response = await fetch(url, { headers: { Authorization: `Bearer ${bearer}`, ...headers }, signal: aborting.signal })
  const reader = (response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }))
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''

  const nextBlock = async (): Promise<string | null> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        return block
      }
      const { done, value } = await inTime(reader.read())
      if (done) return null
      text += value
    }
  }

  const close = async (): Promise<void> => {
    aborting.abort()
    await reader.cancel().catch(() => {})
  }
  return {
    status: response.status,
    headers: response.headers,
    async next({ comments = false } = {}) {
      for (;;) {
        const block = await nextBlock()
        if (block === null) return null
        const event = parse(block)
        if (comments || event.event !== 'comment') return event
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A stream that says nothing fails its test rather than delay it. */
async function inTime<T>(read: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`The stream said nothing for ${LONGEST_SILENCE} ms.`)), LONGEST_SILENCE)
  try {
    return await Promise.race([read, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

function parse(block: string): StreamedEvent {
  const lines = block.split('\n')
  const field = (name: string): string[] => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2))
  const isComment = lines.every((line) => line.startsWith(':'))
  return {
    event: isComment ? 'comment' : (field('event')[0] ?? 'message'),
    id: field('id')[0] ?? null,
    data: isComment ? block : field('data').join('\n'),
  }
}
