import type { Identity } from '../access/identity.ts'
import { authenticateKey } from '../access/authenticate-key.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { verifyEmbedToken } from '../access/verify-embed-token.ts'

/** A store's key has no dots, a signed token has two: the one never passes for the other. */
const BEARER = /^Bearer +([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?)$/i

/** Who makes this request, by its `Authorization` header; null where that is missing or proves nothing. */
export async function identify(ctx: GatewayCtx, authorization: string | undefined): Promise<Identity | null> {
  const bearer = BEARER.exec(authorization ?? '')?.[1]
  if (bearer === undefined) return null
  return bearer.includes('.') ? verifyEmbedToken(ctx, bearer) : authenticateKey(ctx, bearer)
}
