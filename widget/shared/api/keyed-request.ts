import type { Problem } from '../../../server/contract/problems.ts'
import { isDefinite, OfflineError, ProblemError, SessionError } from './errors.ts'

/** What is known, once it was sent, about something that must happen at most once. */
export type Outcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** It did not happen and will not. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** It was never sent: this machine is offline, or the page gave no client secret. */
  | { readonly kind: 'unsent'; readonly offline: boolean }
  /** It may have happened: sent again, the server says. `requestId` names the call where the server went wrong. */
  | { readonly kind: 'unanswered'; readonly requestId: string | null }

interface Attempt<Body> {
  readonly body: Body
  readonly key: string
  /** It was sent, and what became of it is not known. */
  open: boolean
}

export interface KeyedRequestOptions<Body, Answer> {
  readonly call: (body: Body, key: string) => Promise<Answer>
  readonly newKey: () => string
  /** Whether an answer leaves open what becomes of it. */
  readonly isOpen: (answer: Answer) => boolean
}

/**
 * Sends something that must happen at most once. Every retry of it carries the same idempotency key; once its outcome is
 * known, the next one gets a new key. While the outcome is not known nothing else can be sent: whatever is given, the
 * same is sent again.
 */
export class KeyedRequest<Body, Answer> {
  readonly #options: KeyedRequestOptions<Body, Answer>
  #attempt: Attempt<Body> | null = null

  constructor(options: KeyedRequestOptions<Body, Answer>) {
    this.#options = options
  }

  async send(body: Body): Promise<Outcome<Answer>> {
    const attempt = this.#attemptFor(body)
    try {
      const answer = await this.#options.call(attempt.body, attempt.key)
      attempt.open = this.#options.isOpen(answer)
      if (!attempt.open) this.#attempt = null
      return { kind: 'answered', answer }
    } catch (error) {
      if (error instanceof ProblemError && isDefinite(error.problem, attempt.open)) {
        this.#attempt = null
        return { kind: 'refused', problem: error.problem }
      }
      const isUnsent = error instanceof OfflineError || error instanceof SessionError
      if (isUnsent && !attempt.open) return { kind: 'unsent', offline: error instanceof OfflineError }
      attempt.open = true
      return { kind: 'unanswered', requestId: error instanceof ProblemError ? error.problem.requestId : null }
    }
  }

  #attemptFor(body: Body): Attempt<Body> {
    const last = this.#attempt
    if (last !== null && (last.open || JSON.stringify(last.body) === JSON.stringify(body))) return last
    this.#attempt = { body, key: this.#options.newKey(), open: false }
    return this.#attempt
  }
}
