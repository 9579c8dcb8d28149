/** An endpoint of a host's own server, which keeps what it is told. */
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { verifyNotification } from '../../server/client/index.ts'
import type { Notification } from '../../server/contract/notifications.ts'

export interface Received {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

export interface HostEndpoint extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
  /** What it answers from now on; may go by the body. */
  answer: (body: string) => number
  /** What it was told and took, verified with `secret`. */
  told(secret: string): { readonly id: string; readonly notification: Notification }[]
}

export async function openHostEndpoint(): Promise<HostEndpoint> {
  const taken: Received[] = []
  const received: Received[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const one = { headers: request.headers, body }
      received.push(one)
      const status = endpoint.answer(body)
      if (status >= 200 && status < 300) taken.push(one)
      response.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(100_000))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const endpoint: HostEndpoint = {
    url: `http://127.0.0.1:${port}/events`,
    received,
    answer: () => 204,
    told: (secret) =>
      taken.map((one) => {
        const { id, notification } = verifyNotification({ ...one, secret })
        if (notification === null) throw new Error(`an unknown notification: ${one.body}`)
        return { id, notification }
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return endpoint
}
