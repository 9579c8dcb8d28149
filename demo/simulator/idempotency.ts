import { StripeRefusal } from './errors.ts'
import type { Account, StoredAnswer } from './state.ts'

/*
 * Stripe's rules (docs.stripe.com/api/idempotent_requests): the first answer under a key is kept, whatever it was,
 * 500s included; the same key replays it; other parameters or another endpoint are refused; nothing is kept when the
 * parameters were invalid or the request ran into another one. Keys may be removed once they are 24 hours old.
 */

const keepMs = 24 * 60 * 60 * 1000

export interface Attempt {
  readonly key: string
  readonly path: string
  /** The parameters, encoded so that equal ones are equal text. */
  readonly params: string
}

/** The stored answer to replay, or undefined when this attempt is the first. Throws where Stripe refuses. */
export function recall(account: Account, attempt: Attempt, nowMs: number, inFlight: ReadonlySet<string>): StoredAnswer | undefined {
  if (attempt.key.length > 255) {
    throw new StripeRefusal(400, 'Idempotency keys can be at most 255 characters long.')
  }
  if (inFlight.has(attempt.key)) {
    throw new StripeRefusal(
      409,
      `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${attempt.key}. Please try again later.`,
      { code: 'idempotency_key_in_use' },
    )
  }
  const stored = account.answers.get(attempt.key)
  if (stored === undefined) return undefined
  if (nowMs - stored.at >= keepMs) {
    account.answers.delete(attempt.key)
    return undefined
  }
  if (stored.path !== attempt.path) {
    throw new StripeRefusal(
      400,
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${attempt.path}' vs '${stored.path}'). Try using a key other than '${attempt.key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    )
  }
  if (stored.params !== attempt.params) {
    throw new StripeRefusal(
      400,
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${attempt.key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    )
  }
  return stored
}

/** Forgets what is older than 24 hours. Keys are kept oldest first. */
export function forgetOld(account: Account, nowMs: number): void {
  for (const [key, stored] of account.answers) {
    if (nowMs - stored.at < keepMs) return
    account.answers.delete(key)
  }
}

/** Parameters as text that is equal for equal parameters, whatever order they were sent in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
