import type { CallId } from '../contract/calls.ts'
import type { ProblemCode } from '../contract/problems.ts'
import type { Principal } from '../context/principal.ts'

/** Who is connected, beside a request: as `@hono/node-server` gives it, for the limit on calls per address. */
export interface FetchEnv {
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } }
}

/** What travels with a request through the routes, for the answer's headers, the log and the measurements. */
export interface Env {
  Variables: {
    requestId: string
    /** Of the caller's own trace, where it sent one. */
    traceId?: string
    call?: CallId
    principal?: Principal
    problem?: ProblemCode
  }
  /** What `@hono/node-server` hands in; another host of `fetch` may leave it out. */
  Bindings: FetchEnv
}
