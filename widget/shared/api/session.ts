import { isClaims, isSessionAnswer, type Claims } from './answers.ts'
import { SessionError } from './errors.ts'

/** Where the client secret comes from: the host's property or its session URL. */
export type FetchClientSecret = () => Promise<string>

/** The right to show one invoice, as the client secret states it. It is read here, never verified: the server does that. */
export interface Grant {
  readonly token: string
  readonly invoice: string
}

interface TimedGrant extends Grant {
  /** Milliseconds since 1970 from which a fresh one is fetched. */
  readonly renewAt: number
}

/** Renewed this long before it expires. */
const EARLY = 60_000
/** Kept at least this long, so that a wrong clock on this machine doesn't fetch one for every call. */
const AT_LEAST = 30_000

export interface SessionOptions {
  readonly fetchClientSecret: FetchClientSecret
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The host went on to another invoice: a fresh secret names it. */
  readonly onOtherInvoice: () => void
}

/**
 * Keeps a client secret at hand: fetched early, fetched again before it expires, one fetch at a time. It is for the
 * invoice that the first secret names, and gives no grant for another.
 */
export class Session {
  readonly #options: SessionOptions
  #grant: Promise<TimedGrant> | null = null
  #invoice: string | null = null

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The current grant. Throws {@link SessionError} when the host gives none. */
  async grant(): Promise<Grant> {
    const current = await this.#obtain()
    return current.renewAt > this.#options.now() ? current : this.renew(current)
  }

  /** A fresh grant in place of one that the server no longer takes; one for all who come with it at once. */
  async renew(stale: Grant): Promise<Grant> {
    const obtained = this.#obtain()
    const current = await obtained
    if (current.token !== stale.token) return current
    if (this.#grant === obtained) this.#grant = null
    return this.#obtain()
  }

  #obtain(): Promise<TimedGrant> {
    if (this.#grant !== null) return this.#grant
    const fetching = this.#read()
    this.#grant = fetching
    fetching.catch(() => {
      if (this.#grant === fetching) this.#grant = null
    })
    return fetching
  }

  async #read(): Promise<TimedGrant> {
    const token = await this.#fetch()
    const { invoice, exp } = readClaims(token)
    this.#invoice ??= invoice
    if (invoice !== this.#invoice) {
      this.#options.onOtherInvoice()
      throw new SessionError('The client secret is for another invoice.')
    }
    return { token, invoice, renewAt: Math.max(exp * 1000 - EARLY, this.#options.now() + AT_LEAST) }
  }

  async #fetch(): Promise<string> {
    try {
      return await this.#options.fetchClientSecret()
    } catch (cause) {
      throw cause instanceof SessionError ? cause : new SessionError('The page could not get a client secret.', { cause })
    }
  }
}

/** Fetches a client secret from the host's own endpoint: `POST`, with the host's own cookies. */
export function fetchFromSessionUrl(url: string): FetchClientSecret {
  return async () => {
    const response = await fetch(url, { method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json' } })
    if (!response.ok) throw new SessionError(`The session URL answered ${response.status}.`)
    const answer: unknown = await response.json().catch(() => null)
    if (!isSessionAnswer(answer)) throw new SessionError('The session URL did not answer {clientSecret}.')
    return answer.clientSecret
  }
}

function readClaims(token: string): Claims {
  const claims = payloadOf(token)
  if (!isClaims(claims)) throw new SessionError('The client secret is not one of JewelTrak Payments.')
  return claims
}

/** What a token carries, null where it is none. */
function payloadOf(token: string): unknown {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}
