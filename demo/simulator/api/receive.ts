import { setTimeout as sleep } from 'node:timers/promises'
import { Stripe } from 'stripe'
import { type StripeErrorBody, StripeRefusal, lockTimeout, trouble } from '../errors.ts'
import { answerOf } from '../expand.ts'
import type { FormObject } from '../form.ts'
import { type Attempt, canonical, forgetOld, recall } from '../idempotency.ts'
import type { JournalEntry } from '../journal.ts'
import type { Account } from '../state.ts'
import type { Context, World } from '../world.ts'
import { accountFor } from './authenticate.ts'
import type { Prepared, Route } from './route.ts'

export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly id: string
  readonly params: FormObject
  readonly authorization: string | undefined
  readonly stripeAccount: string | undefined
  readonly idempotencyKey: string | undefined
}

/** What goes back over the wire; `cut` means that the connection breaks without an answer. */
export type ApiAnswer =
  | { readonly kind: 'cut' }
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

interface Stored {
  readonly status: number
  readonly body: string
}

/** Receives API requests: who calls, faults, idempotency, locks, and then the call itself. */
export function createReceiver(world: World): (route: Route | undefined, request: ApiRequest) => Promise<ApiAnswer> {
  const inFlight = new Map<string, Set<string>>()
  const locked = new Set<string>()
  const lostStatus = (): number | undefined => world.faults.current().api?.status

  return async (route, request) => {
    const requestId = world.ids('req')
    const entry = world.journal.start({
      id: requestId,
      account: request.stripeAccount ?? null,
      method: request.method,
      path: request.path,
      params: request.params,
      idempotencyKey: request.idempotencyKey ?? null,
    })
    const headers = {
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': Stripe.API_VERSION,
      ...(request.idempotencyKey !== undefined && { 'idempotency-key': request.idempotencyKey }),
      ...(request.stripeAccount !== undefined && { 'stripe-account': request.stripeAccount }),
    }
    const answer = (stored: Stored, replayed = false): ApiAnswer => {
      world.journal.end(entry, { status: stored.status, outcome: replayed ? 'replayed' : 'answered' })
      const replay = replayed ? { 'idempotent-replayed': 'true' } : {}
      return { kind: 'answer', status: stored.status, headers: { ...headers, ...replay }, body: stored.body }
    }

    if (world.faults.strikes('failBefore', request)) return lose(world, entry, headers, lostStatus())
    try {
      const account = accountFor(world, request)
      const context = { world, account, request: { id: requestId, idempotency_key: request.idempotencyKey ?? null } }
      if (route === undefined) {
        throw new StripeRefusal(404, `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs.`)
      }
      if (isSilent(account, request)) return lose(world, entry, headers, undefined)
      const prepared = route.prepare(context, request.params, request.id)
      const busy = inFlight.get(account.id) ?? new Set()
      inFlight.set(account.id, busy)
      const attempt = attemptOf(request)
      const stored = attempt === undefined ? undefined : recall(account, attempt, now(world), busy)
      const result =
        stored ??
        (await withinLocks([busy, attempt?.key], [locked, prepared.locks], () => execute(context, request, prepared, attempt, entry)))
      await pause(world.faults.current().api?.answerAfterMs)
      if (world.faults.strikes('failAfter', request)) return lose(world, entry, headers, lostStatus())
      return answer(result, stored !== undefined)
    } catch (error) {
      if (error instanceof StripeRefusal) return answer(refused(error))
      world.journal.end(entry, { status: 500, outcome: 'answered' })
      throw error
    }
  }
}

/** Whether this is about the refunds of a charge of which nothing is said. */
function isSilent({ silentCharges }: Account, { path, params }: ApiRequest): boolean {
  const { charge } = params
  return path === '/v1/refunds' && typeof charge === 'string' && silentCharges.has(charge)
}

type Lock = readonly [Set<string>, string | undefined]

async function withinLocks([keys, key]: Lock, [charges, charge]: Lock, task: () => Promise<Stored>): Promise<Stored> {
  if (charge !== undefined && charges.has(charge)) throw lockTimeout()
  if (charge !== undefined) charges.add(charge)
  if (key !== undefined) keys.add(key)
  try {
    return await task()
  } finally {
    if (charge !== undefined) charges.delete(charge)
    if (key !== undefined) keys.delete(key)
  }
}

/** Executes the call once and keeps its answer under the key, refusals and crashes too. */
async function execute(
  { world, account }: Context,
  request: ApiRequest,
  prepared: Prepared,
  attempt: Attempt | undefined,
  entry: JournalEntry,
): Promise<Stored> {
  await pause(world.faults.current().api?.latencyMs)
  const result = run()
  if (attempt !== undefined) {
    forgetOld(account, now(world))
    account.answers.set(attempt.key, { path: attempt.path, params: attempt.params, at: now(world), ...result })
    world.changed()
  }
  return result

  function run(): Stored {
    if (world.faults.strikes('crashBefore', request)) return crash()
    try {
      const object = prepared.act()
      entry.acted = request.method === 'POST'
      if (world.faults.strikes('crashAfter', request)) return crash()
      return { status: 200, body: JSON.stringify(answerOf(world, account, object, prepared.expand), null, 2) }
    } catch (error) {
      if (error instanceof StripeRefusal) return refused(error)
      throw error
    }
  }
}

function refused(refusal: StripeRefusal): Stored {
  return { status: refusal.status, body: JSON.stringify(refusal.body satisfies StripeErrorBody, null, 2) }
}

function crash(): Stored {
  return refused(new StripeRefusal(500, 'An unknown error occurred.', { type: 'api_error' }))
}

function attemptOf(request: ApiRequest): Attempt | undefined {
  if (request.method !== 'POST' || request.idempotencyKey === undefined) return undefined
  return { key: request.idempotencyKey, path: `${request.method} ${request.path}`, params: canonical(request.params) }
}

/**
 * Loses the request or its answer: the connection is cut, or an answer comes that nobody expects. A status that Stripe itself
 * answers trouble with (401, 409, 429, 5xx) comes in Stripe's words. Any other comes as from a proxy: a page without `Request-Id`
 * and without Stripe's error body.
 */
function lose(world: World, entry: JournalEntry, headers: Readonly<Record<string, string>>, status: number | undefined): ApiAnswer {
  world.journal.end(entry, status === undefined ? { status: null, outcome: 'cut' } : { status, outcome: 'answered' })
  if (status === undefined) return { kind: 'cut' }
  const refusal = trouble(status)
  if (refusal !== undefined) return { kind: 'answer', headers, ...refused(refusal) }
  return { kind: 'answer', status, headers: { 'content-type': 'text/html' }, body: `<html><body>${status}</body></html>` }
}

async function pause(ms = 0): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { ref: false })
}

function now(world: World): number {
  return world.clock().getTime()
}
