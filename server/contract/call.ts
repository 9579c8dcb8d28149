/** What the table of calls says of a call. */
import type * as z from 'zod/mini'
import type { Permission } from './fields.ts'
import type { ProblemCode } from './problems.ts'

/** Who may make a call: a store's host only, the host and the widget, the host and the store's desk, Stripe, or whoever runs the server. */
export type CallBy = 'host' | 'both' | 'desk' | 'stripe' | 'operator'

export interface Answer {
  readonly description: string
  readonly type: 'application/json' | 'text/event-stream' | 'text/plain' | null
  readonly schema: z.ZodMiniType | null
}

export interface Call {
  readonly method: 'get' | 'put' | 'post' | 'delete'
  /** With `{invoice}`, `{payment}` and `{item}` where ids stand. */
  readonly path: string
  /** The ids of the path; one that does not fit names nothing, save in a `put`, which makes what it names. */
  readonly params: z.ZodMiniObject | null
  readonly summary: string
  readonly by: CallBy
  /** What a widget's session must allow; a host may do everything. */
  readonly permission: Permission | 'any' | null
  readonly idempotencyKey: 'required' | 'optional' | null
  readonly query: z.ZodMiniObject | null
  readonly body: z.ZodMiniType | null
  readonly answers: Readonly<Record<number, Answer>>
  readonly problems: readonly ProblemCode[]
}

export const json = (description: string, schema: z.ZodMiniType | null = null): Answer => ({
  description,
  type: 'application/json',
  schema,
})
export const nothing = (description: string): Answer => ({ description, type: null, schema: null })

/** What most calls don't have. */
export const PLAIN = { params: null, permission: null, idempotencyKey: null, query: null, body: null, problems: [] } as const
