/** What is no HTTP, too long or too slow is answered like everything else; what old health checks send is HTTP. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import { Problem } from '../../../server/contract/problems.ts'
import type { Metrics } from '../../../server/http/metrics.ts'
import { createRefuseUnreadable } from '../../../server/http/unreadable.ts'
import { listen, type Listening } from '../../../server/process/listen.ts'
import { operatorParts } from '../../support/operator-parts.ts'
import { openShop, type Shop } from '../../support/shop.ts'

describe('a server that listens', () => {
  let shop: Shop
  let listening: Listening
  const logged: Record<string, unknown>[] = []
  let metrics: Metrics
  before(async () => {
    shop = await openShop()
    metrics = operatorParts(shop.db).metrics
    const log = { ...shop.ctx.log, info: (facts: Record<string, unknown>) => void logged.push(facts) }
    const refuse = createRefuseUnreadable({ log, metrics, newRequestId: () => 'req_unreadable' })
    listening = await listen(async (request) => new Response(`read ${await request.text()}`), { port: 0, host: '127.0.0.1' }, refuse)
  })
  after(async () => {
    await listening.close()
    await shop[Symbol.asyncDispose]()
  })

  /** Sends it as it is, and returns the head and the body of what comes back until the connection is closed. */
  const send = async (bytes: string): Promise<{ head: string; body: string }> => {
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1')
    socket.write(bytes)
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    return { head, body }
  }

  const CLOSE = 'Connection: close\r\n'
  const UNREADABLE: Readonly<Record<string, readonly [number, string]>> = {
    'no HTTP at all': [400, 'hello there\r\n\r\n'],
    'no host since HTTP/1.1': [400, 'GET /healthz HTTP/1.1\r\n\r\n'],
    'two hosts': [400, 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    'a host that is none': [400, 'GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n'],
    'both a length and chunks': [400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    'headers that are too large': [431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    'an expectation that nobody meets': [417, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: a-miracle\r\n\r\nx'],
    'nonsense after a good request': [400, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n'],
  }
  for (const [what, [status, bytes]] of Object.entries(UNREADABLE)) {
    test(`answers ${status} to ${what}, as a problem, logs and counts it`, async () => {
      logged.length = 0
      const { head, body } = await send(bytes)
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `))
      assert.deepEqual(
        logged.map(({ call, requestId, status: of }) => [call, requestId, of]),
        [['unreadable', 'req_unreadable', status]],
      )
      assert.match(
        (await metrics.read()).text,
        new RegExp(`duration_seconds_count\\{call="unreadable",method="unknown",status="${status}"\\} \\d`),
      )
      assert.match(head, /content-type: application\/problem\+json/i)
      assert.match(head, /request-id: req_unreadable/i)
      assert.deepEqual([Problem.parse(JSON.parse(body)).status, Problem.parse(JSON.parse(body)).requestId], [status, 'req_unreadable'])
    })
  }

  test('takes a health check in HTTP/1.0, with or without a host', async () => {
    for (const headers of ['', 'Host: 10.0.0.1\r\n', 'Host: payments\r\nUser-Agent: check\r\n'])
      assert.match((await send(`GET /healthz HTTP/1.0\r\n${headers}\r\n`)).head, /^HTTP\/1.1 200 /)
  })

  test('takes what is sent to it in HTTP/1.1', async () => {
    const answer = await send(`POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 2\r\n\r\nhi`)
    assert.match(answer.head, /^HTTP\/1.1 200 /)
    assert.match(answer.body, /read hi/)
  })
})
