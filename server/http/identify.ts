import type { Identity } from '../operations/identity.ts'
import { authenticateKey } from '../operations/authenticate-key.ts'
import type { Services } from '../operations/services.ts'
import { verifyEmbedToken } from '../operations/verify-embed-token.ts'

/** A store's key has no dots, a signed token has two: the one never passes for the other. */
const BEARER = /^Bearer +([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?)$/i

/** Who makes this request, by its `Authorization` header; null where that is missing or proves nothing. */
export async function identify(s: Services, authorization: string | undefined): Promise<Identity | null> {
  const bearer = BEARER.exec(authorization ?? '')?.[1]
  if (bearer === undefined) return null
  return bearer.includes('.') ? verifyEmbedToken(s, bearer) : authenticateKey(s, bearer)
}
