/** Makes the client from what the page says of the server and of client secrets. */
import { PaymentsClient } from '../shared/api/client.ts'
import { SessionError } from '../shared/api/errors.ts'
import { fetchFromSessionUrl, Session, type FetchClientSecret } from '../shared/api/session.ts'
import { noSourceSaid } from './wrong-set-up.ts'
import type { Environment } from '../shared/environment.ts'

/** The two ways in which a page names the source of client secrets. */
interface Source {
  readonly fetchClientSecret: FetchClientSecret | null
  readonly sessionUrl: string
}

interface Page extends Source {
  readonly api: string
  readonly environment: Environment
}

/** A client for the one invoice that the page’s next secret names; `onOtherInvoice` is called once a later one names another. */
export function connect(page: Page, onOtherInvoice: () => void): PaymentsClient {
  // The source is read anew at each renewal: the page may have replaced it since.
  const fetchClientSecret = async (): Promise<string> => {
    const fetchNow = sourceOf(page)
    if (fetchNow === null) throw noSource()
    return fetchNow()
  }
  const { api, environment } = page
  return new PaymentsClient(api, new Session({ fetchClientSecret, now: () => environment.now(), onOtherInvoice }), environment)
}

/** The function comes before the address; null where the page named neither. */
export function sourceOf({ fetchClientSecret, sessionUrl }: Source): FetchClientSecret | null {
  return fetchClientSecret ?? (sessionUrl === '' ? null : fetchFromSessionUrl(sessionUrl))
}

/** Said on the console too, once, as the page is set up wrongly. */
export function noSource(tag?: Element): SessionError {
  if (tag !== undefined) noSourceSaid(tag)
  return new SessionError('Set session-url or fetchClientSecret.')
}

/**
 * Whether a function was given where there was none, or taken away. One in the place of another is no other kind of
 * source, as frameworks hand a new one at every render. Frameworks also write undefined for none.
 */
export function isOtherKind(before: FetchClientSecret | null | undefined, after: FetchClientSecret | null | undefined): boolean {
  return before !== after && ((before ?? null) === null || (after ?? null) === null)
}
