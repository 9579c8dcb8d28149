/** Who makes a call, by its `Authorization` header. Whoever proves nothing costs no transaction of its own. */
import type { Context } from 'hono'
import { findEndedSessions } from '../access/find-ended-sessions.ts'
import { findKeys, type LiveKey } from '../access/find-keys.ts'
import { gatherLookups } from '../access/gathered-lookup.ts'
import type { Identity, Proof } from '../access/identity.ts'
import { hashKey } from '../access/issue-key.ts'
import { verifyEmbedToken } from '../access/verify-embed-token.ts'
import type { Ctx } from '../context/ctx.ts'
import { ApiError } from '../context/errors.ts'
import type { CallLimits } from './call-limits.ts'
import type { Env } from './env.ts'
import { createRecent } from './recent.ts'

export interface Callers {
  /** Who calls, and until when they may. Refused with: rate_limited, unauthenticated. */
  identify(c: Context<Env>): Promise<Identity>
  /** Whether what a caller showed before is still good, for calls that last. */
  isLive(proof: Proof): Promise<boolean>
}

/** A store's key has no dots, a signed token has two: the one never passes for the other. */
const BEARER = /^Bearer +([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?)$/i

/** Milliseconds between two queries for keys that were not proven before, and for what streams were opened with. */
const SPACING = 25

/** Hashes of keys that are remembered as proven: they are looked up at once. */
const MOST_PROVEN = 10_000

export function createCallers(ctx: Ctx, limits: CallLimits): Callers {
  const proven = createRecent<true>(MOST_PROVEN)
  const findUnproven = gatherLookups<LiveKey>((hashes) => findKeys(ctx, hashes), SPACING)
  const findEnded = gatherLookups<true>(async (ids) => new Map([...(await findEndedSessions(ctx, ids))].map((id) => [id, true])), SPACING)

  const refuse = (c: Context<Env>): never => {
    limits.unproven(c)
    throw new ApiError('unauthenticated')
  }

  const byKey = async (c: Context<Env>, hash: string): Promise<Identity> => {
    const isProven = proven.get(hash) !== undefined
    if (isProven) limits.key(c, hash)
    const key = isProven ? (await findKeys(ctx, [hash])).get(hash) : await findUnproven(hash)
    if (key === undefined) {
      proven.delete(hash)
      return refuse(c)
    }
    if (!isProven) limits.key(c, hash)
    proven.set(hash, true)
    return {
      proof: { kind: 'key', hash },
      principal: { kind: 'host', store: key.store },
      origins: null,
      expiresAt: key.expiresAt,
    }
  }

  const byToken = async (c: Context<Env>, token: string): Promise<Identity> => {
    const identity = await verifyEmbedToken(ctx, token)
    if (identity === null) return refuse(c)
    const { id } = identity.proof
    limits.session(c, identity.principal.store, id)
    if ((await findEndedSessions(ctx, [id])).has(id)) return refuse(c)
    return identity
  }

  return {
    async identify(c) {
      const bearer = BEARER.exec(c.req.header('authorization') ?? '')?.[1]
      if (bearer === undefined) return refuse(c)
      return bearer.includes('.') ? byToken(c, bearer) : byKey(c, hashKey(bearer))
    },
    async isLive(proof) {
      return proof.kind === 'key' ? (await findUnproven(proof.hash)) !== undefined : (await findEnded(proof.id)) === undefined
    },
  }
}
