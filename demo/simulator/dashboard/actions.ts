import type { Hono } from 'hono'
import { z } from 'zod'
import { minorUnits } from '../money.ts'

/** What an action came to: the object to look at next, or the sentence that says why nothing happened. */
interface Outcome {
  readonly id?: string
  readonly notice?: string
}

interface Request {
  readonly method: 'POST' | 'PUT'
  readonly path: string
  readonly body: object
}

class Mistyped extends Error {}

type Fields = (name: string) => string | undefined

function money(fields: Fields, name = 'amount'): number | undefined {
  const typed = fields(name)
  if (typed === undefined) return undefined
  const currency = fields('currency') ?? 'usd'
  const amount = minorUnits(typed, currency)
  if (amount === null) throw new Mistyped(`“${typed}” is not an amount of ${currency.toUpperCase()}.`)
  return amount
}

function number(fields: Fields, name: string, divisor = 1): number | undefined {
  const typed = fields(name)
  return typed === undefined ? undefined : Number(typed) / divisor
}

/** A refund that waits names what it waits for in the same choice. */
function outcomeOf(fields: Fields): object {
  const [outcome, pendingReason] = (fields('outcome') ?? 'succeeded').split(': ')
  return { outcome, pendingReason }
}

function endOfDay(date: string | undefined): string | undefined {
  return date === undefined ? undefined : `${date}T23:59:59Z`
}

const actions: Record<string, (fields: Fields) => Request> = {
  charge: (fields) => ({
    method: 'POST',
    path: '/_sim/charges',
    body: {
      invoice: fields('invoice'),
      amount: money(fields),
      currency: fields('currency'),
      method: fields('method'),
      via: fields('via'),
      marks: fields('marks'),
      reference: fields('reference'),
      store: fields('store'),
      captured: fields('authorize') === undefined,
      async: fields('async') !== undefined,
    },
  }),
  capture: (fields) => ({ method: 'POST', path: `/_sim/charges/${fields('id')}/capture`, body: { amount: money(fields) } }),
  release: (fields) => ({ method: 'POST', path: `/_sim/charges/${fields('id')}/release`, body: {} }),
  clear: (fields) => ({ method: 'POST', path: `/_sim/charges/${fields('id')}/clear`, body: { status: fields('status') } }),
  silence: (fields) => ({
    method: 'POST',
    path: `/_sim/charges/${fields('id')}/silence`,
    body: { silent: fields('silent') === 'yes' },
  }),
  refund: (fields) => ({
    method: 'POST',
    path: '/_sim/refunds',
    body: { charge: fields('id'), amount: money(fields), ...outcomeOf(fields), reason: fields('reason') },
  }),
  'refund-change': (fields) => ({
    method: 'POST',
    path: `/_sim/refunds/${fields('id')}`,
    body: {
      status: fields('status'),
      failureReason: fields('status') === 'failed' ? fields('failureReason') : undefined,
      reference: fields('reference'),
    },
  }),
  dispute: (fields) => ({
    method: 'POST',
    path: '/_sim/disputes',
    body: {
      charge: fields('id'),
      amount: money(fields),
      reason: fields('reason'),
      inquiry: fields('inquiry') !== undefined,
      dueBy: endOfDay(fields('dueBy')),
    },
  }),
  escalate: (fields) => ({ method: 'POST', path: `/_sim/disputes/${fields('id')}/escalate`, body: {} }),
  evidence: (fields) => ({ method: 'POST', path: `/_sim/disputes/${fields('id')}`, body: { evidenceSubmitted: true } }),
  close: (fields) => ({ method: 'POST', path: `/_sim/disputes/${fields('id')}/close`, body: { outcome: fields('outcome') } }),
  'dispute-change': (fields) => ({
    method: 'POST',
    path: `/_sim/disputes/${fields('id')}`,
    // Asked for an answer once more, the shop has not given that one yet.
    body: { status: fields('status'), ...(fields('status') === 'needs_response' && { evidenceSubmitted: false }) },
  }),
  redeliver: (fields) => ({ method: 'POST', path: '/_sim/webhooks/redeliver', body: { event: fields('id') } }),
  'clear-faults': () => ({ method: 'PUT', path: '/_sim/faults', body: {} }),
  faults: (fields) => ({
    method: 'PUT',
    path: '/_sim/faults',
    body: {
      webhooks: {
        drop: number(fields, 'drop', 100),
        duplicate: number(fields, 'duplicate', 100),
        shuffle: number(fields, 'shuffle', 100),
        delayMs: number(fields, 'delayMs'),
      },
      api: {
        failBefore: number(fields, 'failBefore', 100),
        failAfter: number(fields, 'failAfter', 100),
        status: number(fields, 'status'),
        latencyMs: number(fields, 'latencyMs'),
      },
      refunds: { outcome: fields('outcome') },
    },
  }),
}

const answered = z.object({
  id: z.string().optional(),
  charge: z.string().optional(),
  event: z.string().optional(),
  error: z.string().optional(),
})

/** Does what a form of the page asks for, by the same controls that tests use. */
export async function runAction(controls: Hono, name: string, form: FormData): Promise<Outcome> {
  const fields: Fields = (field) => {
    const value = form.get(field)
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
  }
  const action = actions[name]
  if (action === undefined) return { notice: `There is no action “${name}”.` }
  try {
    const { method, path, body } = action(fields)
    const response = await controls.request(path, { method, body: JSON.stringify(body) })
    const answer = answered.safeParse(await response.json())
    if (!response.ok) return { notice: answer.data?.error ?? `That did not work (${response.status}).` }
    const id = answer.data?.id ?? answer.data?.charge ?? answer.data?.event ?? fields('id')
    return id === undefined ? {} : { id }
  } catch (error) {
    if (error instanceof Mistyped) return { notice: error.message }
    throw error
  }
}
