/** People, customers and the shop's dashboard during a storm: they go on through everything. */
import * as z from 'zod'
import { Payment, Tab } from '../../../server/contract/tab.ts'
import type { WantedRefund } from '../../model/people.ts'
import type { Memory } from '../../model/play.ts'
import type { StormStripe } from './stripe.ts'

export const API_KEY = 'storm_key_of_the_store'
const INVOICES = ['inv_1', 'inv_2', 'inv_3']
const AMOUNT = 1_000

export interface Crowd {
  /** The server to call, or null where none is up. */
  readonly server: () => string | null
  readonly stripe: StormStripe
  readonly memory: Memory
  readonly random: () => number
  /** Every call that was made so far. */
  readonly calls: Call[]
  /** Whether the call was to a server that was killed, paused or told to stop meanwhile. */
  readonly isStruck: (server: string, from: number, until: number) => boolean
}

export interface Call {
  readonly server: string
  readonly path: string
  /** By the clock of `performance`. */
  readonly began: number
  readonly ended: number
  /** Whether it was answered, and not by trouble of the server. */
  readonly isAnswered: boolean
}

const Paid = z.object({ charge: z.string() })
const Coded = z.object({ code: z.string() })

/** One answered call, or null where the server broke down or was not there. */
export async function call(
  crowd: Crowd,
  method: string,
  path: string,
  body?: object,
  key?: string,
): Promise<{ readonly status: number; readonly json: unknown } | null> {
  const server = crowd.server()
  if (server === null) return null
  const headers = {
    Authorization: `Bearer ${API_KEY}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(key === undefined ? {} : { 'Idempotency-Key': key }),
  }
  const began = performance.now()
  const note = (isAnswered: boolean): void => void crowd.calls.push({ server, path, began, ended: performance.now(), isAnswered })
  try {
    const response = await fetch(`${server}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    // Trouble of the server is no answer.
    const isAnswer = response.status < 500 && response.status !== 429
    note(isAnswer)
    return isAnswer ? { status: response.status, json: text === '' ? null : JSON.parse(text) } : null
  } catch {
    note(false)
    return null
  }
}

/** Calls until there is an answer. */
export async function insist(
  crowd: Crowd,
  ...request: [method: string, path: string, body?: object, key?: string]
): Promise<{ readonly status: number; readonly json: unknown }> {
  for (const ends = performance.now() + 120_000; performance.now() < ends; await pause(50)) {
    const answer = await call(crowd, ...request)
    if (answer !== null) return answer
  }
  throw new Error(`${request[0]} ${request[1]} is never answered`)
}

export async function openInvoices(crowd: Crowd): Promise<void> {
  for (const invoice of INVOICES) await putInvoice(crowd, invoice)
}

export async function putInvoice(crowd: Crowd, invoice: string): Promise<void> {
  await insist(crowd, 'PUT', `/v1/invoices/${invoice}`, { number: invoice, currency: 'usd', total: 50_000 })
  crowd.memory.invoices.add(invoice)
  crowd.memory.totals.set(invoice, 50_000)
}

export async function pay(crowd: Crowd, invoice: string, amount = AMOUNT): Promise<string> {
  const { charge } = Paid.parse(await crowd.stripe.control('POST', '/charges', { invoice, amount }))
  crowd.memory.charges.push({
    id: charge,
    amount,
    currency: 'usd',
    invoice,
    isWanted: false,
    touchedOutside: false,
    releasedAsRefund: false,
  })
  return charge
}

/** Does one thing that people, customers or the shop do. */
export async function doSomething(crowd: Crowd): Promise<void> {
  const { random, memory, stripe } = crowd
  const what = random()
  const invoice = INVOICES[Math.floor(random() * INVOICES.length)] ?? ''
  if (what < 0.12) return void (await pay(crowd, invoice))
  if (what < 0.2) {
    const charge = memory.charges[Math.floor(random() * memory.charges.length)]
    if (charge === undefined) return
    charge.touchedOutside = true
    return void (await stripe.control('POST', '/refunds', {
      charge: charge.id,
      amount: 100,
      outcome: random() < 0.3 ? 'pending' : 'succeeded',
    }))
  }
  if (what < 0.25) {
    const { refunds } = await stripe.state()
    const refund = refunds[Math.floor(random() * refunds.length)]
    return refund === undefined
      ? undefined
      : void (await stripe.control('POST', `/refunds/${refund.id}`, { status: random() < 0.5 ? 'failed' : 'succeeded' }))
  }
  const wanted = await chooseRefund(crowd, invoice)
  if (wanted === null) return pause(20)
  await askOnce(crowd, wanted)
  // Half of those who hear nothing try again at once, the others when the storm is over.
  if (wanted.heard.at(-1)?.kind === 'nothing' && random() < 0.5) await askOnce(crowd, wanted)
}

async function chooseRefund(crowd: Crowd, invoice: string): Promise<WantedRefund | null> {
  const answer = await call(crowd, 'GET', `/v1/invoices/${invoice}/payments`)
  if (answer?.status !== 200) return null
  const able = Tab.parse(answer.json).payments.filter(({ action }) => action === 'refund')
  const row = able[Math.floor(crowd.random() * able.length)]
  if (row === undefined || row.charge === null) return null
  return want(crowd, invoice, row.charge, row.id, crowd.random() < 0.5 ? 100 : 250)
}

export function want({ memory }: Crowd, invoice: string, charge: string, payment: string, amount: number): WantedRefund {
  const wanted: WantedRefund = {
    key: `key ${memory.refunds.length}`,
    charge,
    invoice,
    principal: { kind: 'host', store: 'default' },
    body: { payment, amount, reason: 'requested_by_customer' },
    heard: [],
  }
  memory.refunds.push(wanted)
  return wanted
}

export async function askOnce(crowd: Crowd, wanted: WantedRefund): Promise<void> {
  const answer = await call(crowd, 'POST', `/v1/invoices/${wanted.invoice}/refunds`, wanted.body, wanted.key)
  if (answer === null) wanted.heard.push({ kind: 'nothing' })
  else if (answer.status === 201 || answer.status === 202) {
    const { id, status } = Payment.parse(answer.json)
    wanted.heard.push({ kind: 'row', id, status })
  } else wanted.heard.push({ kind: 'refused', code: Coded.parse(answer.json).code })
}

export async function askUntilAnswered(crowd: Crowd, wanted: WantedRefund): Promise<void> {
  const before = wanted.heard.length
  for (const ends = performance.now() + 120_000; performance.now() < ends; await pause(50)) {
    await askOnce(crowd, wanted)
    const last = wanted.heard.at(-1)
    if (wanted.heard.length > before && last !== undefined && last.kind !== 'nothing') return
  }
  throw new Error(`${wanted.key} is never answered`)
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
