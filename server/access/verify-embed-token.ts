import { jwtVerify, errors } from 'jose'
import { EMBED_AUDIENCE, EMBED_LIFETIME, EmbedClaims } from '../contract/embed-claims.ts'
import type { Principal } from '../context/principal.ts'
import type { Identity, Proof } from './identity.ts'
import type { Ctx } from '../context/ctx.ts'

/** What the token of an embed session proves. */
export interface SessionIdentity extends Identity {
  readonly proof: Extract<Proof, { kind: 'session' }>
}

/** Seconds that the clocks of two servers may differ by. */
const CLOCKS_DIFFER = 60

/** Who carries this embed token, or null where it is expired, tampered with, or made for or by anything else. */
export async function verifyEmbedToken(ctx: Ctx, token: string): Promise<SessionIdentity | null> {
  const claims = await readClaims(ctx, token)
  if (claims === null || claims.exp - claims.iat > EMBED_LIFETIME || isFromTheFuture(claims, ctx.clock())) return null
  const principal: Principal = {
    kind: 'widget',
    store: claims.store,
    actor: { id: claims.sub, name: claims.name },
    ...('invoice' in claims
      ? {
          invoice: claims.invoice,
          permissions: claims.permissions,
          maxRefund: claims.maxRefund ?? null,
          approvalAbove: claims.approvalAbove ?? null,
        }
      : { invoice: null, permissions: [], maxRefund: null, approvalAbove: null }),
  }
  return { proof: { kind: 'session', id: claims.sid }, principal, origins: claims.origins ?? null, expiresAt: new Date(claims.exp * 1000) }
}

/** The algorithm is pinned: a token never chooses how it is checked. */
async function readClaims(ctx: Ctx, token: string): Promise<EmbedClaims | null> {
  for (const secret of ctx.settings.embedSecrets) {
    const claims = await readClaimsSignedWith(secret, ctx, token)
    if (claims !== null) return claims
  }
  return null
}

async function readClaimsSignedWith(secret: string, ctx: Ctx, token: string): Promise<EmbedClaims | null> {
  try {
    const key = new TextEncoder().encode(secret)
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience: EMBED_AUDIENCE,
      currentDate: ctx.clock(),
      requiredClaims: ['exp', 'sid'],
    })
    return EmbedClaims.safeParse(payload).data ?? null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

/** Such a token would outlive the quarter of an hour that a session lasts. */
function isFromTheFuture({ iat }: EmbedClaims, now: Date): boolean {
  return iat > now.getTime() / 1000 + CLOCKS_DIFFER
}
