import type { z } from 'zod'
import type { FormObject } from '../form.ts'
import { parseParams } from '../params.ts'
import type { Context } from '../world.ts'

/** A call whose parameters have been checked and which has not been executed. */
export interface Prepared {
  readonly expand: readonly string[] | undefined
  /** The id of the charge that no other call may touch meanwhile, where that matters. */
  readonly locks: string | undefined
  readonly act: () => object
}

export interface Route {
  readonly method: 'GET' | 'POST'
  /** With `:id` where an id stands. */
  readonly path: string
  readonly prepare: (context: Context, sent: FormObject, id: string) => Prepared
}

export interface Call<P> {
  readonly context: Context
  readonly params: P
  readonly id: string
}

interface WithExpand {
  readonly expand?: readonly string[] | undefined
}

/** One call of the API: what it takes (anything else is refused), what it does, and which charge it locks. */
export function route<S extends z.ZodType<WithExpand>>(
  method: Route['method'],
  path: string,
  schema: S,
  act: (call: Call<z.output<S>>) => object,
  locks: (call: Call<z.output<S>>) => string | null | undefined = () => undefined,
): Route {
  return {
    method,
    path,
    prepare(context, sent, id) {
      const call = { context, params: parseParams(schema, sent), id }
      return { expand: call.params.expand, locks: locks(call) ?? undefined, act: () => act(call) }
    },
  }
}
