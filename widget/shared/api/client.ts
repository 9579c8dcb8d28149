import type { DeclineRefund, RecordBookPayment, RequestRefund } from '../../../server/contract/requests.ts'
import type { SyncResult, Thread } from '../../../server/contract/responses.ts'
import type { Payment, Tab } from '../../../server/contract/tab.ts'
import type { Environment } from '../environment.ts'
import { isPayment, isProblem, isSyncResult, isTab, isThread, type Guard } from './answers.ts'
import { OfflineError, ProblemError, UnansweredError } from './errors.ts'
import type { Grant, Session } from './session.ts'

interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Longer than the server waits at most for Stripe. */
const ANSWER_WITHIN = 30_000

const NOT_MODIFIED = 304

/**
 * The calls of the wire contract that a widget makes, about the invoice its token names. Every method throws
 * {@link ProblemError} when the server says no, {@link UnansweredError} when no readable answer comes,
 * {@link OfflineError} when it never left this machine, and `SessionError` when there is no token to call with.
 */
export class PaymentsClient {
  /** The origin of the server. */
  readonly server: string
  readonly #api: string
  readonly #session: Session
  readonly #environment: Pick<Environment, 'timeout' | 'isOnline'>

  /** `api` is where the server is; empty means the page’s own origin. */
  constructor(api: string, session: Session, environment: Pick<Environment, 'timeout' | 'isOnline'>) {
    this.server = URL.canParse(api, document.baseURI) ? new URL(api, document.baseURI).origin : api
    this.#api = api.replace(/\/+$/, '')
    this.#session = session
    this.#environment = environment
  }

  async readTab(signal: AbortSignal): Promise<Tab> {
    return answerOf(isTab, await this.#request('payments', { signal }))
  }

  /** The tab if it is no longer at this version, else null. */
  async readNewerTab(version: number, signal: AbortSignal): Promise<Tab | null> {
    const response = await this.#request('payments', { signal, headers: { 'If-None-Match': `"${version}"` } })
    return response.status === NOT_MODIFIED ? null : answerOf(isTab, response)
  }

  /** Requests a refund. A row `processing` means that Stripe's answer is not known yet. */
  async requestRefund(body: RequestRefund, key: string): Promise<Payment> {
    return answerOf(isPayment, await this.#request('refunds', { method: 'POST', body, headers: { 'Idempotency-Key': key } }))
  }

  /** Approves, declines or withdraws a refund that waits for approval; sent again, the outcome is the same. */
  async decideRefund(payment: string, decision: 'approve' | 'decline' | 'withdraw', body: DeclineRefund): Promise<void> {
    await this.#request(`refunds/${encodeURIComponent(payment)}/${decision}`, { method: 'POST', body })
  }

  async recordPayment(body: RecordBookPayment, key: string): Promise<Payment> {
    return answerOf(isPayment, await this.#request('payments', { method: 'POST', body, headers: { 'Idempotency-Key': key } }))
  }

  async removePayment(payment: string): Promise<void> {
    await this.#request(`payments/${encodeURIComponent(payment)}`, { method: 'DELETE' })
  }

  /** What became of a Stripe payment. */
  async readThread(payment: string, signal: AbortSignal): Promise<Thread> {
    return answerOf(isThread, await this.#request(`payments/${encodeURIComponent(payment)}/thread`, { signal }))
  }

  /** Compares this invoice with Stripe now, and heals what it can. */
  async sync(): Promise<SyncResult> {
    return answerOf(isSyncResult, await this.#request('sync', { method: 'POST' }))
  }

  /** Opens the stream of tabs; `version` is the one already known. The body ends when the token expires. */
  async openStream(version: number | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const headers = { Accept: 'text/event-stream', ...(version === null ? {} : { 'Last-Event-ID': String(version) }) }
    const { body } = await this.#answer('stream', { headers, signal })
    if (body === null) throw new UnansweredError('The stream has no body.')
    return body
  }

  async #request(path: string, call: Call): Promise<Response> {
    const late = this.#environment.timeout(ANSWER_WITHIN)
    return this.#answer(path, { ...call, signal: call.signal === undefined ? late : AbortSignal.any([late, call.signal]) })
  }

  async #answer(path: string, call: Call): Promise<Response> {
    const grant = await this.#session.grant()
    const first = await this.#send(path, call, grant)
    const response = first.status === 401 ? await this.#send(path, call, await this.#session.renew(grant)) : first
    if (response.ok || response.status === NOT_MODIFIED) return response
    throw await refusal(response)
  }

  async #send(path: string, { method = 'GET', body, headers, signal }: Call, grant: Grant): Promise<Response> {
    const url = `${this.#api}/v1/invoices/${encodeURIComponent(grant.invoice)}/${path}`
    const request: RequestInit = {
      method,
      headers: {
        Accept: 'application/json',
        ...headers,
        Authorization: `Bearer ${grant.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      credentials: 'omit',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }
    const wasOnline = this.#environment.isOnline()
    return fetch(url, request).catch((cause: unknown) => {
      if (!wasOnline) throw new OfflineError('This machine is offline.', { cause })
      throw new UnansweredError('The server could not be reached.', { cause })
    })
  }
}

async function refusal(response: Response): Promise<ProblemError | UnansweredError> {
  const problem: unknown = await response.json().catch(() => null)
  return isProblem(problem) ? new ProblemError(problem) : new UnansweredError(`The server answered ${response.status} without a problem.`)
}

async function answerOf<Answer>(isAnswer: Guard<Answer>, response: Response): Promise<Answer> {
  const answer: unknown = await response.json().catch(() => null)
  if (!isAnswer(answer)) throw new UnansweredError('The answer of the server could not be read.')
  return answer
}
