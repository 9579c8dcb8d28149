/**
 * Facts about the call or event that is under way, gathered wherever they are known for the one line that the log has of it.
 * Ids, codes and amounts only: never names, notes, secrets or anything of a customer.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

export type Facts = Record<string, string | number | null | undefined>

/** A call to Stripe as the log names it: which, what came of it, and Stripe's own id of the request. */
export interface StripeCallFact {
  readonly call: string
  readonly outcome: string
  readonly requestId: string | null
  readonly milliseconds: number
}

/** Calls to Stripe that a line names; of more it only says how many there were. */
const MOST = 10

interface Gathered {
  readonly facts: Facts
  readonly stripe: StripeCallFact[]
  stripeCalls: number
  /** What this is a part of: a refund within a call. */
  readonly within: Gathered | undefined
}

const underWay = new AsyncLocalStorage<Gathered>()

/** Runs `work`; what is added meanwhile, by it and by what it awaits, is in what `read` gives. */
export function gatherFacts<T>(work: (read: () => Record<string, unknown>) => Promise<T>): Promise<T> {
  const gathered: Gathered = { facts: {}, stripe: [], stripeCalls: 0, within: underWay.getStore() }
  return underWay.run(gathered, () => work(() => read(gathered)))
}

/** Adds to the line of what is under way; nothing where no line is gathered. */
export function addFacts(facts: Facts): void {
  Object.assign(underWay.getStore()?.facts ?? {}, facts)
}

export function addStripeCall(call: StripeCallFact): void {
  for (let gathered = underWay.getStore(); gathered !== undefined; gathered = gathered.within) {
    gathered.stripeCalls += 1
    if (gathered.stripe.length < MOST) gathered.stripe.push(call)
  }
}

function read({ facts, stripe, stripeCalls }: Gathered): Record<string, unknown> {
  return stripeCalls === 0 ? facts : { ...facts, stripe, stripeCalls }
}
