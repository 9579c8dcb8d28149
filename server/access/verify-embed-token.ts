import { jwtVerify, errors } from 'jose'
import { EMBED_AUDIENCE, EMBED_LIFETIME, EmbedClaims } from '../contract/embed-claims.ts'
import type { Principal } from '../context/principal.ts'
import type { Identity } from './identity.ts'
import type { Ctx } from '../context/ctx.ts'

/** Who carries this embed token, or null where it is expired, tampered with, or made for or by anything else. */
export async function verifyEmbedToken(ctx: Ctx, token: string): Promise<Identity | null> {
  const claims = await readClaims(ctx, token)
  if (claims === null || claims.exp - claims.iat > EMBED_LIFETIME) return null
  const principal: Principal = {
    kind: 'widget',
    store: claims.store,
    invoice: claims.invoice,
    actor: { id: claims.sub, name: claims.name },
    permissions: claims.permissions,
    maxRefund: claims.maxRefund ?? null,
  }
  return { principal, origins: claims.origins ?? null, expiresAt: new Date(claims.exp * 1000) }
}

/** The algorithm is pinned: a token never chooses how it is checked. */
async function readClaims(ctx: Ctx, token: string): Promise<EmbedClaims | null> {
  try {
    const key = new TextEncoder().encode(ctx.settings.embedSecret)
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
