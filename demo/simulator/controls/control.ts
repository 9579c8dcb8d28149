import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { StripeRefusal } from '../errors.ts'
import type { Account } from '../state.ts'
import { type Context, type World } from '../world.ts'

/** What a control refuses: 400 what was sent, 404 what isn't there. */
export class ControlRefusal extends Error {
  readonly status: 400 | 404

  constructor(status: 400 | 404, message: string) {
    super(message)
    this.name = 'ControlRefusal'
    this.status = status
  }
}

/** The body, checked; says in one sentence what is wrong with it. */
export async function bodyOf<S extends z.ZodType>(c: HonoContext, schema: S): Promise<z.output<S>> {
  const text = await c.req.text()
  let sent: unknown
  try {
    sent = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new ControlRefusal(400, 'The body is not JSON.')
  }
  const parsed = schema.safeParse(sent)
  if (parsed.success) return parsed.data
  throw new ControlRefusal(400, z.prettifyError(parsed.error))
}

/** Finds the account that has this object, whichever it is. */
export function accountHolding(world: World, table: 'charges' | 'refunds' | 'disputes' | 'events', id: string): Account {
  for (const account of world.accounts.values()) {
    if (account[table].has(id)) return account
  }
  throw new ControlRefusal(404, `No account has ${id}.`)
}

/** An account by its id or its store's name; the platform's own when none is named. */
export function accountNamed(world: World, name: string | undefined): Account {
  const all = [...world.accounts.values()]
  const account = all.find((one) => (name === undefined ? one.platform : one.id === name || one.store === name))
  if (account === undefined) throw new ControlRefusal(404, `There is no store ${name ?? ''}.`)
  return account
}

/** Someone at the dashboard acts on this account. */
export function fromDashboard(world: World, account: Account): Context {
  return { world, account, request: { id: world.ids('req'), idempotency_key: null } }
}

/** Every refusal of a control as JSON: `{error: <one sentence>}`. */
export function answerRefusal(error: Error, c: HonoContext): Response {
  if (error instanceof ControlRefusal) return c.json({ error: error.message }, error.status)
  if (error instanceof StripeRefusal) return c.json({ error: error.message, code: error.details.code }, error.status === 404 ? 404 : 400)
  throw error
}

/** A moment as the controls take it: ISO 8601. Becomes Unix seconds. */
export const moment = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000))
