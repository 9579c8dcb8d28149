/**
 * What every call passes through before its verb, in the order in which the codes are checked: rate_limited,
 * unauthenticated, forbidden, payload_too_large, unsupported_media_type, invalid_request.
 */
import type { InvoiceId } from '../contract/ids.ts'
import type { Context } from 'hono'
import type * as z from 'zod/mini'
import type { Call } from '../contract/calls.ts'
import { CHARGE_METHODS } from '../contract/choices.ts'
import { IdempotencyKey } from '../contract/fields.ts'
import { addFacts } from '../context/facts.ts'
import { ApiError } from '../context/errors.ts'
import { permissionsOf, type Principal } from '../context/principal.ts'
import { isOriginOfStore } from '../access/store-queries.ts'
import type { Identity, Proof } from '../access/identity.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { readBody } from './body.ts'
import type { Env } from './env.ts'
import { parseAs, parseJson } from './json.ts'
import type { Callers } from './callers.ts'

export interface RequestContext {
  readonly ctx: GatewayCtx
  readonly callers: Callers
}

/** A call that may go on, with all that came with it, parsed. */
export interface Authorized<C extends Call> {
  readonly principal: Principal
  readonly proof: Proof
  /** When the key or token ends; null where it has no end. */
  readonly expiresAt: Date | null
  readonly params: Parsed<C['params']>
  readonly body: Parsed<C['body']>
  readonly query: Parsed<C['query']>
  readonly idempotencyKey: C['idempotencyKey'] extends 'required' ? string : string | null
}

type Parsed<Schema> = Schema extends z.ZodMiniType ? z.output<Schema> : null

export async function authorize<C extends Call>(c: Context<Env>, call: C, gate: RequestContext): Promise<Authorized<C>>
export async function authorize(c: Context<Env>, call: Call, { ctx, callers }: RequestContext): Promise<Authorized<Call>> {
  const identity = await callers.identify(c)
  const principal: Principal = { ...identity.principal, gone: c.req.raw.signal }
  const { proof, expiresAt } = identity
  c.set('principal', principal)
  checkAllowed(call, principal, c.req.param('invoice'))
  await checkOrigin(c, ctx, identity)
  const bytes = await readBody(c.req.raw)
  // A body that may be left out, and is, needs no type either.
  const isLeftOut = bytes.length === 0 && call.body?.safeParse(undefined).success === true
  if (call.body !== null && !isLeftOut && !isJson(c.req.header('content-type'))) throw new ApiError('unsupported_media_type')
  const authorized = {
    principal,
    proof,
    expiresAt,
    // Evaluated in this order, which is that of the codes: what is malformed first, then what is not there.
    body: call.body === null ? null : parseAs(call.body, isLeftOut ? undefined : parseBody(bytes, principal)),
    query: call.query === null ? null : parseAs(call.query, c.req.query()),
    idempotencyKey: call.idempotencyKey === null ? null : parseKey(call, c.req.header('idempotency-key')),
    params: call.params === null ? null : parseParams(call, call.params, c.req.param()),
  }
  // Only what can be an id is logged: what else stands in a path may be anything.
  addFacts({ invoice: c.req.param('invoice'), payment: c.req.param('payment'), item: c.req.param('item') })
  return authorized
}

function checkAllowed(call: Call, principal: Principal, invoice: InvoiceId | undefined): void {
  if (principal.kind === 'host') return
  if (call.by === 'desk') {
    if (principal.invoice !== null) throw new ApiError('forbidden', 'This session is for one invoice, and not for the desk.')
    return
  }
  if (call.by !== 'both') throw new ApiError('forbidden', 'Only the store’s own server may make this call, with its API key.')
  if (invoice !== principal.invoice)
    throw new ApiError(
      'forbidden',
      principal.invoice === null ? 'This session is for the desk only.' : 'This session is for another invoice.',
    )
  if (call.permission === null) return
  if (call.permission === 'any' ? principal.permissions.length === 0 : !permissionsOf(principal)[call.permission])
    throw new ApiError(
      'forbidden',
      call.permission === 'any' ? 'This session allows nothing.' : `This session lacks the permission ${call.permission}.`,
    )
}

/** Pages of other origins are kept out even where they have a token; what is no page sends no origin. */
async function checkOrigin(c: Context<Env>, ctx: GatewayCtx, { principal, origins }: Identity): Promise<void> {
  const origin = c.req.header('origin')
  if (origin === undefined) return
  const allowed = origins === null ? await isOriginOfStore(ctx, principal.store, origin) : origins.includes(origin)
  if (!allowed)
    throw new ApiError('forbidden', `Pages of ${origin} may not use this key or token; add the origin to the store or the session.`)
  c.header('Access-Control-Allow-Origin', origin)
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json'
}

/** Importing a Stripe payment is the host's alone, which only the body shows. */
function parseBody(bytes: Uint8Array, principal: Principal): unknown {
  const body = parseJson(bytes)
  if (principal.kind === 'widget' && isImport(body))
    throw new ApiError('forbidden', 'Only the store’s own server may import Stripe payments, with its API key.')
  return body
}

function isImport(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && CHARGE_METHODS.some((method) => method === body.method)
}

/** What can't be an id names nothing that exists; a call that makes what it names is answered what an id must be. */
function parseParams<Schema extends z.ZodMiniObject>({ method }: Call, schema: Schema, params: object): z.output<Schema> {
  if (method === 'put') return parseAs(schema, params)
  const parsed = schema.safeParse(params)
  if (!parsed.success) throw new ApiError('not_found')
  return parsed.data
}

function parseKey(call: Call, key: string | undefined): string | null {
  if (key === undefined && call.idempotencyKey !== 'required') return null
  const parsed = IdempotencyKey.safeParse(key)
  if (parsed.success) return parsed.data
  const wrong =
    key === undefined ? 'is missing: send one of your own making for each intended refund' : 'must be 1 to 255 printable ASCII characters'
  throw new ApiError('invalid_request', `The header Idempotency-Key ${wrong}.`)
}
