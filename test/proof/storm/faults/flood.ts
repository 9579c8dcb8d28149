/** Run as a process of its own: floods the server of the address given with what is refused, until it is killed. */
import { Agent, request } from 'node:http'

const [, , address = ''] = process.argv
const AT_ONCE = 8
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
const big = Buffer.alloc(1024 * 1024 - 1, 97)
const signature = (): string => `t=${Math.floor(Date.now() / 1000)},v1=${'a'.repeat(64)}`

const WAYS: readonly (() => Promise<void>)[] = [
  () => send('POST', '/stripe/webhooks', { 'stripe-signature': signature() }, big),
  () => send('POST', '/stripe/webhooks', { 'stripe-signature': signature() }, Buffer.from('{}')),
  () => send('GET', '/v1/invoices/inv_1/payments', { authorization: `Bearer made_up_${Math.random()}`, origin: 'https://nobody.example' }),
  () => send('OPTIONS', '/v1/invoices/inv_1/payments', { origin: 'https://nobody.example', 'access-control-request-method': 'GET' }),
]

function send(method: string, path: string, headers: Readonly<Record<string, string>>, body?: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const call = request(`${address}${path}`, { method, agent, headers: { ...headers, 'content-length': body?.length ?? 0 } }, (answer) => {
      answer.resume()
      answer.once('close', resolve)
    })
    call.once('error', () => resolve())
    call.end(body)
  })
}

await Promise.all(
  Array.from({ length: AT_ONCE }, async (_, place) => {
    for (let turn = place; ; turn += 1) await WAYS[turn % WAYS.length]?.()
  }),
)
