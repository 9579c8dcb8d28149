/** How long callers waited while a fault lasted: those of the crowd, and one who has to do with an invoice of his own. */
import { call, pause, type Crowd } from './people.ts'

/** Milliseconds that a call may last: for a connection, a lock and a statement, or a lease and Stripe. */
export const LONGEST_WAIT = 25_000
/** Milliseconds by which a fault elsewhere may delay an invoice. */
export const LONGEST_DELAY = 2_000

export interface Waits {
  readonly calls: number
  /** Of all calls to servers that were not struck themselves, in milliseconds. */
  readonly longest: number
  /** Of those about the invoice that has nothing to do with anything. */
  readonly other: number
  /** Calls of the latter that failed. */
  readonly failed: number
}

/** The invoice that nothing happens to. */
export const BYSTANDER = 'inv_bystander'

/** Measures while `work` lasts. */
export async function measureWaits(crowd: Crowd, work: () => Promise<void>): Promise<Waits> {
  const began = crowd.calls.length
  let over = false
  let turns = 0
  const bystander = async (): Promise<void> => {
    while (!over) {
      const body = { number: `No ${turns % 2}`, currency: 'usd', total: 50_000 }
      await (turns % 2 === 0
        ? call(crowd, 'GET', `/v1/invoices/${BYSTANDER}/payments`)
        : call(crowd, 'PUT', `/v1/invoices/${BYSTANDER}`, body))
      turns += 1
      await pause(50)
    }
  }
  const watching = bystander()
  try {
    await work()
  } finally {
    over = true
    await watching
  }
  const calls = crowd.calls.slice(began).filter(({ server, began: from, ended: until }) => !crowd.isStruck(server, from, until))
  const others = calls.filter(({ path }) => path.includes(BYSTANDER))
  const longest = (of: typeof calls): number => Math.max(0, ...of.map((one) => one.ended - one.began))
  return {
    calls: calls.length,
    longest: longest(calls),
    other: longest(others),
    failed: others.filter(({ isAnswered }) => !isAnswered).length,
  }
}
