/**
 * What an embed session's token says: a JWT signed by the server, which the widget carries. It reads the
 * invoice and the expiry from it, and never verifies it: the server does that.
 */
import * as z from 'zod/mini'
import { Amount, Id, InvoiceId, Permission, text } from './fields.ts'
import { WebOrigin } from './requests.ts'

/** The audience that every embed token names; a token made for anything else is refused. */
export const EMBED_AUDIENCE = 'jeweltrak-payments'

/** The longest that an embed session may last, in seconds. */
export const EMBED_LIFETIME = 15 * 60

const Common = z.object({
  aud: z.literal(EMBED_AUDIENCE),
  /** The actor's id, as the host knows the person. */
  sub: text(1, 200),
  /** The actor's name, as shown beside what they did. */
  name: text(1, 200),
  store: z.string(),
  /** The only pages that may use the token; without it, those of the store. */
  origins: z.optional(z.array(WebOrigin)),
  /** The session's id. */
  sid: Id,
  /** Seconds since 1970. */
  iat: z.int(),
  exp: z.int(),
})

/** A session is for one invoice, or for the desk of the whole store. */
export const EmbedClaims = z.union([
  z.extend(Common, {
    invoice: InvoiceId,
    permissions: z.array(Permission),
    /** The most this actor may refund on this invoice within 24 hours, in minor units. */
    maxRefund: z.optional(Amount),
    /** What of it needs no second person, in minor units. */
    approvalAbove: z.optional(Amount),
  }),
  z.extend(Common, { scope: z.literal('store'), permissions: z.array(z.literal('desk')) }),
])
export type EmbedClaims = z.infer<typeof EmbedClaims>
