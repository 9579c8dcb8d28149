/** Signed events of four kinds, each of another charge: made once by the simulator, then copied under ids of their own. */
import { playStripe, signatureOf } from '../support/played-stripe.ts'

export interface SignedEvent {
  readonly body: string
  readonly signature: string
}

const KINDS = ['charge.succeeded', 'charge.updated', 'refund.created', 'charge.refunded']

/** Makes events on demand; `invoices` are `b1`, `b2` and so on. */
export async function createEvents(invoices: number, secret: string): Promise<(many: number) => readonly SignedEvent[]> {
  await using stripe = await playStripe({ clock: () => new Date() })
  const charge = await stripe.pay('b_original', 10_000)
  await stripe.refund(charge, 100)
  const made = await stripe.newEvents()
  const originals = KINDS.flatMap((kind) => {
    const text = JSON.stringify(
      made.find(({ type }) => type === kind) ?? { ...made.find(({ type }) => type === 'charge.succeeded'), type: kind },
    )
    return [text.replaceAll('b_original', 'INVOICE')]
  })
  const ids = new Set(originals.join(' ').match(/\b(?:evt|ch|pi|re|txn|req|pm|cs)_[A-Za-z0-9_]+/g) ?? [])
  let count = 0
  return (many) =>
    Array.from({ length: many }, (_none, index) => {
      if (index % KINDS.length === 0) count += 1
      let body = originals[index % KINDS.length] ?? ''
      for (const id of ids) body = body.replaceAll(id, `${id}x${count}${id.startsWith('evt') ? `k${index % KINDS.length}` : ''}`)
      body = body.replaceAll('INVOICE', `b${(count % invoices) + 1}`)
      return { body, signature: signatureOf(body, new Date(), secret) }
    })
}
