import type { Principal } from '../context/principal.ts'

/** What a caller showed: an API key, known by its hash, or the token of an embed session. */
export type Proof = { readonly kind: 'key'; readonly hash: string } | { readonly kind: 'session'; readonly id: string }

/** What a key or a token proved: who calls, from which pages they may, and until when it is valid. */
export interface Identity {
  readonly proof: Proof
  readonly principal: Principal
  /** The web origins that may use it; null where those of the store may. */
  readonly origins: readonly string[] | null
  readonly expiresAt: Date | null
}
