/** What may happen in a history: by people, customers, banks, bad luck. Numbers pick among what there is at that moment. */
import fc from 'fast-check'
import { STRIPE_FAULTS } from './stripe-line.ts'

const pick = fc.nat(7)
const person = fc.nat(2)
const process = fc.nat(1)
const amount = fc.constantFrom('all', 'half', 'quarter', 'one', 'too_much')
const fault = fc.constantFrom(...STRIPE_FAULTS)
const cut = fc.constantFrom(null, null, null, null, null, 'before', 'after')
const outcome = fc.constantFrom('succeeded', 'succeeded', 'pending', 'requires_action')
const one = <K extends string, T>(kind: K, members: { [M in keyof T]: fc.Arbitrary<T[M]> }): fc.Arbitrary<{ readonly kind: K } & T> =>
  fc.record(members).map((rest) => ({ kind, ...rest }))

const customers = [
  {
    weight: 5,
    arbitrary: one('pay', {
      invoice: fc.constantFrom('known', 'known', 'known', 'other', 'late', 'none'),
      marks: fc.constantFrom('charge', 'charge', 'payment_intent', 'reference'),
      currency: fc.constantFrom('usd', 'usd', 'usd', 'usd', 'usd', 'eur'),
      capture: fc.constantFrom('now', 'now', 'now', 'later'),
    }),
  },
  { weight: 2, arbitrary: one('capture', { charge: pick, part: fc.constantFrom('all', 'half'), asRefund: fc.boolean() }) },
] as const

const people = [
  {
    weight: 20,
    arbitrary: one('refund', {
      charge: pick,
      amount,
      person,
      process,
      many: fc.constantFrom(1, 1, 1, 2, 3),
      fault: fc.option(fault, { freq: 2 }),
    }),
  },
  { weight: 6, arbitrary: one('retry', { refund: pick, process }) },
  { weight: 2, arbitrary: one('reuse_key', { refund: pick, process }) },
  {
    weight: 6,
    arbitrary: one('decide', {
      what: fc.constantFrom('approve', 'approve', 'approve', 'decline', 'withdraw'),
      refund: pick,
      person,
      byHost: fc.constantFrom(false, false, true),
      process,
      fault: fc.option(fault, { freq: 3 }),
    }),
  },
  { weight: 1, arbitrary: one('expire', { process }) },
  { weight: 2, arbitrary: one('record', { amount: fc.integer({ min: 1, max: 500 }), person, process }) },
  { weight: 2, arbitrary: one('remove', { row: pick, process }) },
  {
    weight: 2,
    arbitrary: one('put_invoice', {
      invoice: fc.constantFrom('known', 'late', 'late'),
      total: fc.integer({ min: 0, max: 5_000 }),
      process,
    }),
  },
  { weight: 2, arbitrary: one('import', { charge: pick, process }) },
  { weight: 2, arbitrary: one('sync', { process }) },
  { weight: 2, arbitrary: one('reconcile', { everything: fc.boolean(), process }) },
] as const

const banks = [
  { weight: 5, arbitrary: one('dashboard_refund', { charge: pick, amount, outcome }) },
  {
    weight: 6,
    arbitrary: one('move_refund', {
      refund: pick,
      status: fc.constantFrom('succeeded', 'failed', 'canceled', 'pending', 'requires_action', 'reference'),
    }),
  },
  { weight: 2, arbitrary: one('refunds_turn_out', { outcome }) },
  { weight: 3, arbitrary: one('dispute', { charge: pick, part: fc.constantFrom('all', 'half'), inquiry: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: one('move_dispute', {
      dispute: pick,
      status: fc.constantFrom(
        'needs_response',
        'under_review',
        'won',
        'lost',
        'lost',
        'warning_closed',
        'prevented',
        'appeal_under_review',
      ),
    }),
  },
] as const

const webhooks = [
  { weight: 14, arbitrary: one('deliver', { many: fc.nat(12), event: pick, process, cut }) },
  { weight: 2, arbitrary: one('deliver_again', { event: pick, process }) },
  { weight: 2, arbitrary: one('drop', { event: pick }) },
] as const

const time = [
  { weight: 3, arbitrary: one('pass', { seconds: fc.constantFrom(1, 4, 20, 70, 400, 4_000, 40_000, 83_100, 90_500, 260_000, 610_000) }) },
  { weight: 3, arbitrary: one('poll', { process }) },
  { weight: 4, arbitrary: one('run', {}) },
] as const

const badLuck = [
  {
    weight: 5,
    arbitrary: one('break_stripe', { fault, times: fc.constantFrom(1, 1, 2, 3), only: fc.constantFrom('refunds', 'refunds', 'all') }),
  },
  { weight: 6, arbitrary: one('crash', { process, quick: fc.nat(7) }) },
  { weight: 4, arbitrary: one('cut_database', { where: fc.constantFrom('before', 'after'), times: fc.constantFrom(1, 1, 2) }) },
] as const

const happening = fc.oneof(...customers, ...people, ...banks, ...webhooks, ...time, ...badLuck)
type Kind = Happening['kind']

/** Only some of it, so that a history has enough of one kind to come to its corners. */
function only(...kinds: readonly Kind[]): fc.Arbitrary<Happening> {
  return happening.filter(({ kind }) => kinds.includes(kind))
}

const THEMES: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Happening> }[] = [
  { weight: 4, arbitrary: happening },
  { weight: 3, arbitrary: only('refund', 'retry', 'reuse_key', 'break_stripe', 'crash', 'cut_database', 'pass', 'deliver', 'poll') },
  {
    weight: 3,
    arbitrary: fc.oneof(
      only('refund'),
      only('decide'),
      only(
        'decide',
        'refund',
        'retry',
        'expire',
        'pass',
        'crash',
        'cut_database',
        'break_stripe',
        'dashboard_refund',
        'dispute',
        'deliver',
        'poll',
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      only('dispute', 'move_dispute'),
      only('deliver'),
      only('move_dispute', 'deliver_again', 'refund', 'crash', 'break_stripe', 'pass', 'sync'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      only('pay', 'capture', 'import', 'put_invoice'),
      only('deliver', 'dashboard_refund'),
      only('capture', 'dispute', 'crash', 'cut_database', 'reconcile', 'drop'),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.oneof(
      only('refund', 'dashboard_refund', 'refunds_turn_out'),
      only('move_refund'),
      only('deliver', 'deliver_again', 'break_stripe', 'sync', 'reconcile', 'drop', 'pass'),
    ),
  },
]

/** How many steps the tasks make before the next thing happens. */
const steps = fc.oneof(
  { weight: 3, arbitrary: fc.nat(12) },
  { weight: 2, arbitrary: fc.nat(60) },
  { weight: 2, arbitrary: fc.constant(1000) },
)

export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never
export type Command = { readonly steps: number } & Happening

function commandsOf(what: fc.Arbitrary<Happening>, longest: number): fc.Arbitrary<Command[]> {
  const command = fc.tuple(what, steps).map(([happening, many]): Command => ({ ...happening, steps: many }))
  return fc.array(command, { minLength: 1, maxLength: longest, size: 'max' })
}

/** What happens, one after the other, and the seed of the order in which tasks get their turns. */
export interface History {
  readonly commands: readonly Command[]
  readonly turns: number
  /** Whether invoices that charges wait for appear before the end: before the webhooks that are still on their way, or after. */
  readonly lateInvoices: 'never' | 'before_webhooks' | 'after_webhooks'
}

export function histories(longest: number, shrinks: number): fc.Arbitrary<History> {
  const rest = fc.oneof(...THEMES.map(({ weight, arbitrary }) => ({ weight, arbitrary: commandsOf(arbitrary, longest) })))
  const parts = fc.record({
    rest,
    turns: fc.noShrink(fc.integer()),
    lateInvoices: fc.constantFrom('never', 'before_webhooks', 'after_webhooks', 'after_webhooks'),
    isPaidEarly: fc.constantFrom(false, false, false, true),
  })
  const history = parts.map(({ isPaidEarly, ...more }) => ({
    // A history begins with a payment that arrived, as nothing else can happen before.
    commands: [paymentFor('known'), DELIVERED, ...(isPaidEarly ? [paymentFor('late'), DELIVERED] : []), ...more.rest],
    turns: more.turns,
    lateInvoices: more.lateInvoices,
  }))
  return fc.limitShrink(history, shrinks)
}

/** A plain payment. For the late invoice it is money that waits for an invoice, which chance alone rarely brings about. */
function paymentFor(invoice: 'known' | 'late'): Command {
  return { kind: 'pay', invoice, marks: 'charge', currency: 'usd', capture: 'now', steps: 0 }
}

const DELIVERED: Command = { kind: 'deliver', many: 12, event: 0, process: 0, cut: null, steps: 1000 }
