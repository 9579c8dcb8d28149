import { SignJWT } from 'jose'
import { EMBED_AUDIENCE, EMBED_LIFETIME, type EmbedClaims } from '../contract/embed-claims.ts'
import type { CreateEmbedSession, InvoiceSession } from '../contract/requests.ts'
import type { EmbedSession } from '../contract/responses.ts'
import { assertInvoice } from '../context/found.ts'
import type { Principal } from '../context/principal.ts'
import type { Ctx } from '../context/ctx.ts'
import { insertSession } from './key-queries.ts'

/**
 * Gives a person the right to see one invoice, or the store's desk, for 15 minutes, and to do there what `body.permissions` names. The token carries all
 * of that. The row is for what the token can't do: a preflight carries no token and must find the session's origins, and the
 * session must end with the API key, of this hash, that made it.
 */
export async function createEmbedSession(
  ctx: Ctx,
  principal: Principal,
  body: CreateEmbedSession,
  key: string | null,
): Promise<EmbedSession> {
  if ('invoice' in body) await assertInvoice(ctx, principal.store, body.invoice)
  const issued = Math.floor(ctx.clock().getTime() / 1000)
  const claims: EmbedClaims = {
    aud: EMBED_AUDIENCE,
    sub: body.actor.id,
    name: body.actor.name,
    store: principal.store,
    ...('invoice' in body ? ofInvoice(body) : { scope: body.scope, permissions: body.permissions }),
    ...(body.origins === undefined ? {} : { origins: body.origins }),
    sid: ctx.newId('es'),
    iat: issued,
    exp: issued + EMBED_LIFETIME,
  }
  const expiresAt = new Date(claims.exp * 1000)
  await insertSession(ctx.db, { id: claims.sid, store: principal.store, key, origins: body.origins ?? null, expires_at: expiresAt })
  const clientSecret = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(ctx.settings.embedSecrets[0]))
  return { clientSecret, expiresAt: expiresAt.toISOString() }
}

function ofInvoice({ invoice, permissions, maxRefund, approvalAbove }: InvoiceSession) {
  return {
    invoice,
    permissions: [...new Set(permissions)],
    ...(maxRefund === undefined ? {} : { maxRefund }),
    ...(approvalAbove === undefined ? {} : { approvalAbove }),
  }
}
