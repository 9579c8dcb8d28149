/** Plays one history: does what its commands say, and keeps in mind what people, customers and banks have done. */
import { importPayment } from '../../server/sync/import-payment.ts'
import { putInvoice } from '../../server/ledger/put-invoice.ts'
import { reconcileStore } from '../../server/reconciliation/reconcile-store.ts'
import { removePayment } from '../../server/ledger/remove-payment.ts'
import { syncInvoice } from '../../server/reconciliation/sync-invoice.ts'
import { ApiError } from '../../server/context/errors.ts'
import * as z from 'zod'
import type { Command } from './commands.ts'
import { expireApprovals } from '../../server/refunds/expire-approvals.ts'
import { askFor, decide, enter, personOn, type Decision, type Heard, type WantedEntry, type WantedRefund } from './people.ts'
import { isExplained } from './server-process.ts'
import type { World } from './world.ts'

/** A payment that a customer made. */
export interface PaidCharge {
  readonly id: string
  readonly amount: number
  readonly currency: string
  /** The invoice that it names; null for a foreign one. */
  invoice: string | null
  /** Whether the host requested to take it over to its first invoice. */
  isWanted: boolean
  /** Whether somebody but our server has moved its money: the shop at Stripe's dashboard, or a bank. */
  touchedOutside: boolean
  /** Whether its uncaptured rest was released in the way of older API versions. */
  releasedAsRefund: boolean
}

/** What is known of a history from outside of the server. */
export interface Memory {
  readonly charges: PaidCharge[]
  readonly refunds: WantedRefund[]
  readonly entries: WantedEntry[]
  readonly decisions: Decision[]
  /** What was heard under a key that came again with another body. */
  readonly reused: Heard[]
  /** Invoices that the host has put. */
  readonly invoices: Set<string>
  /** Totals as the host last put them, by invoice, where that call was answered. */
  readonly totals: Map<string, number>
}

const AMOUNT = 1_000
const Paid = z.object({ charge: z.string() })

export function newMemory(): Memory {
  return { charges: [], refunds: [], entries: [], decisions: [], reused: [], invoices: new Set(), totals: new Map() }
}

/** Does what the command says; commands that make no sense at that moment do nothing. False for those. */
export async function play(world: World, memory: Memory, command: Command): Promise<boolean> {
  const done = await act(world, memory, command)
  await world.startDue(command.steps)
  await world.run(command.steps)
  return done
}

async function act(world: World, memory: Memory, command: Command): Promise<boolean> {
  switch (command.kind) {
    case 'pay':
      return pay(world, memory, command)
    case 'capture':
      return capture(world, memory, command)
    case 'refund':
      return refund(world, memory, command)
    case 'retry': {
      const wanted = at(memory.refunds, command.refund)
      if (wanted !== undefined) askFor(wanted, world.process(command.process))
      return wanted !== undefined
    }
    case 'reuse_key': {
      const wanted = at(
        memory.refunds.filter(({ heard }) => heard.some(({ kind }) => kind === 'row')),
        command.refund,
      )
      if (wanted !== undefined)
        askFor(wanted, world.process(command.process), { ...wanted.body, amount: wanted.body.amount + 1 }, memory.reused)
      return wanted !== undefined
    }
    case 'decide':
      return decideAbout(world, memory, command)
    case 'expire':
      world.process(command.process).call('expire', (s) => expireApprovals(s))
      return true
    case 'record':
      return record(world, memory, command)
    case 'remove':
      return remove(world, memory, command)
    case 'put_invoice':
      // A host puts one invoice at a time: of two at once either may come last.
      if (world.scheduler.tasks().some(({ name }) => name === `put ${command.invoice}`)) return false
      putInvoiceOf(world, memory, command.invoice, command.total, command.process)
      return true
    case 'import': {
      const charge = at(
        memory.charges.filter(({ invoice, currency }) => invoice === null && currency === 'usd'),
        command.charge,
      )
      if (charge !== undefined) takeOver(world, charge, command.process)
      return charge !== undefined
    }
    case 'sync':
      world.process(command.process).call('sync', (s) => unlessRefused(async () => void (await syncInvoice(s, world.host, 'known'))))
      return true
    case 'reconcile':
      world
        .process(command.process)
        .call('reconcile', (s) =>
          unlessRefused(async () => void (await reconcileStore(s, world.store, { everything: command.everything, onProgress: () => {} }))),
        )
      return true
    case 'dashboard_refund':
      return outside(world, at(memory.charges, command.charge), '/refunds', (charge) => ({
        charge: charge.id,
        amount: partOf(charge.amount, command.amount),
        outcome: command.outcome,
      }))
    case 'move_refund':
      return moveRefund(world, command)
    case 'refunds_turn_out':
      await world.stripe.refundsTurnOut(command.outcome)
      return true
    case 'dispute':
      return outside(world, at(memory.charges, command.charge), '/disputes', (charge) => ({
        charge: charge.id,
        amount: partOf(charge.amount, command.part),
        inquiry: command.inquiry,
      }))
    case 'move_dispute': {
      const dispute = at((await world.stripe.state()).disputes, command.dispute)
      return dispute !== undefined && (await world.stripe.control(`/disputes/${dispute.id}`, { status: command.status })) !== null
    }
    case 'deliver':
      return deliver(world, command)
    case 'deliver_again': {
      const delivery = at(
        [...world.webhooks.known.values()].filter(({ state }) => state === 'taken'),
        command.event,
      )
      if (delivery !== undefined) world.webhooks.deliver(delivery, world.process(command.process))
      return delivery !== undefined
    }
    case 'drop': {
      await world.webhooks.refresh()
      const delivery = at(world.webhooks.pending(), command.event)
      if (delivery !== undefined) delivery.state = 'dropped'
      return delivery !== undefined
    }
    case 'pass':
      await world.stripe.arrive()
      await world.time.pass(command.seconds * 1000)
      return true
    case 'poll':
      world.process(command.process).poll()
      return true
    case 'run':
      return true
    case 'break_stripe':
      world.stripe.break(command.fault, command.times, command.only)
      return true
    case 'crash':
      await world.restart(command.process)
      // Mostly it takes a while until a process is there again, and its leases are over by then.
      if (command.quick > 0) await world.time.pass(16_000)
      return true
    case 'cut_database':
      world.cuts.push(...Array.from({ length: command.times }, () => ({ where: command.where })))
      return true
  }
}

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>

async function pay(world: World, memory: Memory, command: Of<'pay'>): Promise<boolean> {
  const marks = command.invoice === 'none' ? 'none' : command.marks
  const isLater = command.capture === 'later'
  const paid = await world.stripe.control('/charges', {
    store: world.account,
    invoice: command.invoice,
    amount: AMOUNT,
    currency: command.currency,
    captured: !isLater,
    marks,
    ...(marks === 'reference' ? { via: 'checkout' } : {}),
  })
  if (paid === null) return false
  memory.charges.push({
    id: Paid.parse(paid).charge,
    amount: AMOUNT,
    currency: command.currency,
    invoice: command.invoice === 'none' ? null : command.invoice,
    isWanted: false,
    touchedOutside: false,
    releasedAsRefund: false,
  })
  return true
}

async function capture(world: World, memory: Memory, command: Of<'capture'>): Promise<boolean> {
  const { charges } = await world.stripe.state()
  const charge = at(
    charges.filter(({ captured }) => !captured),
    command.charge,
  )
  const paid = memory.charges.find(({ id }) => id === charge?.id)
  if (charge === undefined || paid === undefined) return false
  const asRefund = command.asRefund && command.part === 'half'
  paid.releasedAsRefund = asRefund
  return (await world.stripe.control(`/charges/${charge.id}/capture`, { amount: partOf(charge.amount, command.part), asRefund })) !== null
}

async function refund(world: World, memory: Memory, command: Of<'refund'>): Promise<boolean> {
  const rows = await world.db
    .selectFrom('payments')
    .select(['id', 'charge', 'invoice'])
    .where('store', '=', world.store)
    .where('kind', '=', 'charge')
    .orderBy('id')
    .execute()
  const shown = rows.flatMap(({ id, charge, invoice }) => (charge === null || invoice === null ? [] : [{ id, charge, invoice }]))
  const row = at(shown, command.charge)
  if (row === undefined) return false
  const amount = partOf(AMOUNT, command.amount)
  if (command.fault !== null) world.stripe.break(command.fault, 1, 'refunds')
  for (let count = 0; count < command.many; count += 1) {
    const wanted: WantedRefund = {
      key: `key ${memory.refunds.length}`,
      charge: row.charge,
      invoice: row.invoice,
      principal: personOn(world.store, row.invoice, command.person + count),
      body: { payment: row.id, amount, reason: 'requested_by_customer' },
      heard: [],
    }
    memory.refunds.push(wanted)
    askFor(wanted, world.process(command.process + count))
  }
  return true
}

/** About a refund that somebody was told of, whether or not it waits for anybody. */
function decideAbout(world: World, memory: Memory, { what, person, byHost, process, refund, fault }: Of<'decide'>): boolean {
  const wanted = at(
    memory.refunds.filter(({ heard }) => heard.some((one) => one.kind === 'row' && one.status === 'awaiting_approval')),
    refund,
  )
  const row = wanted?.heard.find(({ kind }) => kind === 'row')
  if (wanted === undefined || row?.kind !== 'row') return false
  if (fault !== null) world.stripe.break(fault, 1, 'refunds')
  const principal = personOn(world.store, wanted.invoice, person)
  const decision: Decision = {
    what,
    request: row.id,
    invoice: wanted.invoice,
    principal: byHost ? world.host : principal,
    actor: principal.actor,
    heard: [],
  }
  memory.decisions.push(decision)
  decide(decision, world.process(process))
  return true
}

function record(world: World, memory: Memory, command: Of<'record'>): boolean {
  const wanted: WantedEntry = {
    key: `entry ${memory.entries.length}`,
    invoice: 'known',
    principal: personOn(world.store, 'known', command.person),
    amount: command.amount,
    heard: [],
    removed: 'no',
  }
  memory.entries.push(wanted)
  enter(wanted, world.process(command.process))
  return true
}

function remove(world: World, memory: Memory, command: Of<'remove'>): boolean {
  const wanted = at(
    memory.entries.filter(({ heard }) => heard.some(({ kind }) => kind === 'row')),
    command.row,
  )
  const row = wanted?.heard.find(({ kind }) => kind === 'row')
  if (wanted === undefined || row?.kind !== 'row') return false
  if (wanted.removed === 'no') wanted.removed = 'requested'
  world.process(command.process).call('remove', async (s) => {
    try {
      await removePayment(s, wanted.principal, wanted.invoice, row.id)
      wanted.removed = 'yes'
    } catch (error) {
      if (!isExplained(error)) throw error
    }
  })
  return true
}

/** The host puts the invoice, and once more where it is not answered. */
export function putInvoiceOf(world: World, memory: Memory, invoice: string, total: number, process: number): void {
  world.process(process).call(`put ${invoice}`, async (s) => {
    memory.totals.delete(invoice)
    await putInvoice(s, world.host, invoice, { number: invoice, currency: 'usd', total, status: 'open' })
    memory.invoices.add(invoice)
    memory.totals.set(invoice, total)
  })
}

/** The host imports a payment that names no invoice. */
export function takeOver(world: World, charge: PaidCharge, process: number): void {
  charge.isWanted = true
  world.process(process).call(`import ${charge.id}`, (s) =>
    unlessRefused(async () => {
      await importPayment(s, world.host, 'known', { method: 'stripe_link', charge: charge.id })
      charge.invoice = 'known'
    }),
  )
}

async function moveRefund(world: World, command: Of<'move_refund'>): Promise<boolean> {
  const refund = at((await world.stripe.state()).refunds, command.refund)
  if (refund === undefined) return false
  const change = command.status === 'reference' ? { reference: `ref_${refund.id}` } : { status: command.status }
  return (await world.stripe.control(`/refunds/${refund.id}`, change)) !== null
}

async function outside(world: World, charge: PaidCharge | undefined, path: string, body: (charge: PaidCharge) => object): Promise<boolean> {
  if (charge === undefined || (await world.stripe.control(path, body(charge))) === null) return false
  charge.touchedOutside = true
  return true
}

async function deliver(world: World, command: Of<'deliver'>): Promise<boolean> {
  await world.webhooks.refresh()
  const pending = [...world.webhooks.pending()]
  if (command.cut !== null) world.cuts.push({ where: command.cut, begins: 'insert into events' })
  for (let count = 0; count <= command.many && pending.length > 0; count += 1) {
    const [delivery] = pending.splice((command.event * 7 + count * 3) % pending.length, 1)
    if (delivery !== undefined) world.webhooks.deliver(delivery, world.process(command.process))
  }
  return true
}

async function unlessRefused(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

function at<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)]
}

const PARTS = { all: 1, half: 1 / 2, quarter: 1 / 4 } as const

function partOf(amount: number, part: 'all' | 'half' | 'quarter' | 'one' | 'too_much'): number {
  if (part === 'one') return 1
  return part === 'too_much' ? amount + 1 : amount * PARTS[part]
}
