import * as z from 'zod/mini'
import { SessionError } from './errors.ts'

/** Where the client secret comes from: the host's property or its session URL. */
export type FetchClientSecret = () => Promise<string>

/** The right to show one invoice, as the client secret states it. It is read here, never verified: the server does that. */
export interface Grant {
  readonly token: string
  readonly invoice: string
}

interface HeldGrant extends Grant {
  /** Milliseconds since 1970 from which a fresh one is fetched. */
  readonly renewAt: number
}

const Claims = z.object({ invoice: z.string(), exp: z.number() })
const SessionAnswer = z.object({ clientSecret: z.string() })

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
  #held: Promise<HeldGrant> | null = null
  #invoice: string | null = null

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The current grant. Throws {@link SessionError} when the host gives none. */
  async grant(): Promise<Grant> {
    const held = await this.#obtain()
    return held.renewAt > this.#options.now() ? held : this.renew(held)
  }

  /** A fresh grant in place of one that the server no longer takes; one for all who come with it at once. */
  async renew(stale: Grant): Promise<Grant> {
    const current = this.#obtain()
    const held = await current
    if (held.token !== stale.token) return held
    if (this.#held === current) this.#held = null
    return this.#obtain()
  }

  #obtain(): Promise<HeldGrant> {
    if (this.#held !== null) return this.#held
    const fetching = this.#read()
    this.#held = fetching
    fetching.catch(() => {
      if (this.#held === fetching) this.#held = null
    })
    return fetching
  }

  async #read(): Promise<HeldGrant> {
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

/** Asks the host's own endpoint for a client secret: `POST`, with the host's own cookies. */
export function fetchFromSessionUrl(url: string): FetchClientSecret {
  return async () => {
    const response = await fetch(url, { method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json' } })
    if (!response.ok) throw new SessionError(`The session URL answered ${response.status}.`)
    const answer = SessionAnswer.safeParse(await response.json().catch(() => null))
    if (!answer.success) throw new SessionError('The session URL did not answer {clientSecret}.')
    return answer.data.clientSecret
  }
}

function readClaims(token: string): z.infer<typeof Claims> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
    return Claims.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    throw new SessionError('The client secret is not one of JewelTrak Payments.', { cause })
  }
}
