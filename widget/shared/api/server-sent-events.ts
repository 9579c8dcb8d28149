/** One thing read from a stream of server-sent events; `alive` is a heartbeat, which carries nothing. */
export type StreamItem = { readonly kind: 'alive' } | { readonly kind: 'event'; readonly event: string; readonly data: string }

/** Reads server-sent events from a fetched body, which `EventSource` can't do with an `Authorization` header. */
export async function* readServerSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamItem, void, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let event = ''
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line !== '') {
          const { field, text } = splitLine(line)
          if (field === 'event') event = text
          if (field === 'data') data.push(text)
          continue
        }
        if (data.length > 0) yield { kind: 'event', event: event === '' ? 'message' : event, data: data.join('\n') }
        event = ''
        data = []
      }
      yield { kind: 'alive' }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function splitLine(line: string): { field: string; text: string } {
  const colon = line.indexOf(':')
  if (colon < 0) return { field: line, text: '' }
  return { field: line.slice(0, colon), text: line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1) }
}
