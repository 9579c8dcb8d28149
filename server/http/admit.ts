/**
 * What every call passes through before its operation, in the order in which the codes are checked: rate_limited,
 * unauthenticated, forbidden, payload_too_large, unsupported_media_type, invalid_request.
 */
import type { Context } from 'hono'
import type * as z from 'zod/mini'
import type { Call } from '../contract/calls.ts'
import { CHARGE_METHODS, IdempotencyKey } from '../contract/fields.ts'
import { Refusal } from '../domain/refusal.ts'
import { permissionsOf, type Caller } from '../operations/caller.ts'
import { isOriginOfStore } from '../operations/find-allowed-origin.ts'
import type { Identity } from '../operations/identity.ts'
import type { Services } from '../operations/services.ts'
import { CALL_LIMIT, readBody } from './body.ts'
import type { App } from './context.ts'
import { identify } from './identify.ts'
import { parseAs, parseJson } from './json.ts'
import type { RateLimiter } from './rate-limit.ts'

export interface Gate {
  readonly services: Services
  readonly limiter: RateLimiter
}

/** A call that may go on, with everything it brought, parsed. */
export interface Admitted<C extends Call> {
  readonly caller: Caller
  /** When the key or token ends; null where it has no end. */
  readonly expiresAt: Date | null
  readonly body: Parsed<C['body']>
  readonly query: Parsed<C['query']>
  readonly idempotencyKey: C['idempotencyKey'] extends 'required' ? string : string | null
}

type Parsed<Schema> = Schema extends z.ZodMiniType ? z.output<Schema> : null

export async function admit<C extends Call>(c: Context<App>, call: C, gate: Gate): Promise<Admitted<C>>
export async function admit(c: Context<App>, call: Call, { services, limiter }: Gate): Promise<Admitted<Call>> {
  const identity = await identify(services, c.req.header('authorization'))
  limit(c, limiter, identity)
  if (identity === null) throw new Refusal('unauthenticated')
  const caller: Caller = { ...identity.caller, gone: c.req.raw.signal }
  const { expiresAt } = identity
  c.set('caller', caller)
  checkAllowed(call, caller, c.req.param('invoice'))
  await checkOrigin(c, services, identity)
  const bytes = await readBody(c.req.raw, CALL_LIMIT)
  if (call.body !== null && !isJson(c.req.header('content-type'))) throw new Refusal('unsupported_media_type')
  return {
    caller,
    expiresAt,
    body: call.body === null ? null : parseAs(call.body, parseBody(bytes, caller)),
    query: call.query === null ? null : parseAs(call.query, c.req.query()),
    idempotencyKey: call.idempotencyKey === null ? null : parseKey(call, c.req.header('idempotency-key')),
  }
}

/** A bucket for every store at every address; one for all that an address sends without proof. */
export function limit(c: Context<App>, limiter: RateLimiter, identity: Identity | null): void {
  const address = c.env?.incoming?.socket.remoteAddress ?? 'unknown'
  const wait = limiter.take(identity === null ? address : `${address} ${identity.caller.store}`)
  if (wait === null) return
  c.header('Retry-After', String(wait))
  throw new Refusal('rate_limited')
}

function checkAllowed(call: Call, caller: Caller, invoice: string | undefined): void {
  if (caller.kind === 'host') return
  if (call.by !== 'both') throw new Refusal('forbidden', 'Only the store’s own server may make this call, with its API key.')
  if (invoice !== caller.invoice) throw new Refusal('forbidden', 'This session is for another invoice.')
  if (call.permission !== null && !permissionsOf(caller)[call.permission])
    throw new Refusal('forbidden', `This session does not allow to ${call.permission}.`)
}

/** Pages of other origins are kept out even where they hold a token; what is no page sends no origin. */
async function checkOrigin(c: Context<App>, s: Services, { caller, origins }: Identity): Promise<void> {
  const origin = c.req.header('origin')
  if (origin === undefined) return
  const allowed = origins === null ? await isOriginOfStore(s, caller.store, origin) : origins.includes(origin)
  if (!allowed)
    throw new Refusal('forbidden', `Pages of ${origin} may not use this key or token; add the origin to the store or the session.`)
  c.header('Access-Control-Allow-Origin', origin)
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json'
}

/** Importing a Stripe payment is the host's alone, which only the body shows. */
function parseBody(bytes: Uint8Array, caller: Caller): unknown {
  const body = parseJson(bytes)
  if (caller.kind === 'widget' && isImport(body))
    throw new Refusal('forbidden', 'Only the store’s own server may import Stripe payments, with its API key.')
  return body
}

function isImport(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && CHARGE_METHODS.some((method) => method === body.method)
}

function parseKey(call: Call, key: string | undefined): string | null {
  if (key === undefined && call.idempotencyKey !== 'required') return null
  const parsed = IdempotencyKey.safeParse(key)
  if (parsed.success) return parsed.data
  const wrong =
    key === undefined ? 'is missing: send one of your own making for each intended refund' : 'must be 1 to 255 printable ASCII characters'
  throw new Refusal('invalid_request', `The header Idempotency-Key ${wrong}.`)
}
