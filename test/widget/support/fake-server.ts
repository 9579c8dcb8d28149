import { PROBLEMS, type ProblemCode } from '../../../server/contract/problems.ts'
import type { Tab } from '../../../server/contract/tab.ts'

export interface SeenRequest {
  readonly call: string
  readonly url: string
  readonly headers: Headers
  readonly body: unknown
  /** Whether cookies go along, and whether an answer may come from a cache. */
  readonly sent: Pick<Request, 'credentials' | 'cache'>
}

type Answer = (request: SeenRequest) => Response | Promise<Response>

export const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } })

export function problem(code: ProblemCode, more: Readonly<Record<string, unknown>> = {}): Response {
  const { status, title } = PROBLEMS[code]
  const body = JSON.stringify({ type: 'about:blank', title, status, code, requestId: 'req_1', ...more })
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json' } })
}

/** The payments server as the wire contract draws it, with one tab. Every request is kept for the test to read. */
export class FakeServer {
  readonly requests: SeenRequest[] = []
  tab: Tab
  readonly #answers = new Map<string, Answer>()
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>()

  readonly #hanging = new Set<() => void>()

  constructor(tab: Tab) {
    this.tab = tab
  }

  /** Answers a call, such as `POST refunds`, in this way from now on; null brings the usual answer back. */
  answer(call: string, answer: Answer | null): void {
    if (answer === null) this.#answers.delete(call)
    else this.#answers.set(call, answer)
  }

  /** Leaves a call without an answer for as long as the server is there. */
  hang(call: string): void {
    this.answer(call, () => new Promise((resolve) => this.#hanging.add(() => resolve(Response.error()))))
  }

  /** The requests of one call so far. */
  seen(call: string): SeenRequest[] {
    return this.requests.filter((request) => request.call === call)
  }

  get openStreams(): number {
    return this.#streams.size
  }

  /** Changes the tab and sends it to every stream. */
  push(tab: Tab): void {
    this.change(tab)
    for (const stream of this.#streams) stream.enqueue(this.#event())
  }

  /** Changes the tab without sending it to anyone. */
  change(tab: Tab): void {
    this.tab = { ...tab, version: Math.max(tab.version, this.tab.version + 1) }
  }

  /** The server goes away, and with it whatever waited for it. */
  close(): void {
    for (const release of this.#hanging) release()
    this.endStreams()
  }

  /** The connection breaks. */
  dropStreams(): void {
    for (const stream of this.#streams) stream.error(new TypeError('cut'))
    this.#streams.clear()
  }

  /** The server ends the streams, as when a token expires. */
  endStreams(): void {
    for (const stream of this.#streams) stream.close()
    this.#streams.clear()
  }

  async handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const path = decodeURIComponent(/\/v1\/invoices\/[^/]+\/(.*)$/.exec(pathname)?.[1] ?? pathname)
    const text = await request.text()
    const seen: SeenRequest = {
      call: `${request.method} ${path}`,
      url: request.url,
      headers: request.headers,
      body: text === '' ? null : JSON.parse(text),
      sent: { credentials: request.credentials, cache: request.cache },
    }
    this.requests.push(seen)
    return (this.#answers.get(seen.call) ?? this.#usual(seen))(seen)
  }

  #usual({ call, headers }: SeenRequest): Answer {
    if (call === 'GET payments')
      return () => (headers.get('If-None-Match') === `"${this.tab.version}"` ? new Response(null, { status: 304 }) : json(this.tab))
    if (call === 'GET stream') return () => this.#stream(headers)
    if (call === 'POST sync') return () => json({ ...this.tab.sync, recorded: 0 })
    if (call.startsWith('DELETE payments/')) return () => new Response(null, { status: 204 })
    return () => problem('not_found')
  }

  #stream(headers: Headers): Response {
    let mine: ReadableStreamDefaultController<Uint8Array> | null = null
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        mine = controller
        this.#streams.add(controller)
        controller.enqueue(
          headers.get('Last-Event-ID') === String(this.tab.version) ? new TextEncoder().encode(': here\n\n') : this.#event(),
        )
      },
      cancel: () => {
        if (mine !== null) this.#streams.delete(mine)
      },
    })
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  }

  #event(): Uint8Array {
    return new TextEncoder().encode(`event: tab\nid: ${this.tab.version}\ndata: ${JSON.stringify(this.tab)}\n\n`)
  }
}
