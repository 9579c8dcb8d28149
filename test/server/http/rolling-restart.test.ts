/** A deploy as callers see it: three servers behind a proxy that heeds readiness are restarted one after the other. */
import assert from 'node:assert/strict'
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createApi } from '../../support/api.ts'
import { serving } from '../../support/command-line.ts'
import { createTestDatabase } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'

const KEY = 'key_of_the_rolling_restart'
/** What is read has no rows: the load is to be steady, however much is recorded by then. */
const READ = '/v1/invoices/2/payments'
const RECORDED = '/v1/invoices/1/payments'
/** Milliseconds between two checks of readiness; a drain lasts many of them. */
const CHECK_EVERY = 100
const DRAIN_SECONDS = '2'

/** As small as a proxy can be: in turn to those that were ready when last checked, on kept connections, nothing sent twice. */
class Proxy {
  readonly #agent = new Agent({ keepAlive: true })
  readonly #backends = new Map<string, boolean>()
  readonly #server: Server
  readonly #stopped = new AbortController()
  #turn = 0

  constructor() {
    this.#server = createServer((incoming, outgoing) => this.#forward(incoming, outgoing))
    void this.#check()
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  add(url: string): void {
    this.#backends.set(url, false)
  }

  remove(url: string): void {
    this.#backends.delete(url)
  }

  isReady(url: string): boolean {
    return this.#backends.get(url) === true
  }

  close(): void {
    this.#stopped.abort()
    this.#agent.destroy()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #check(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      for (const url of this.#backends.keys()) {
        const ready = await fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        )
        if (this.#backends.has(url)) this.#backends.set(url, ready)
      }
      await pause(CHECK_EVERY)
    }
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const ready = [...this.#backends].filter(([, isReady]) => isReady).map(([url]) => url)
    const url = ready[(this.#turn += 1) % ready.length]
    if (url === undefined) return void outgoing.writeHead(502).end()
    const { method, headers } = incoming
    const forwarded = request(`${url}${incoming.url ?? ''}`, { method, headers, agent: this.#agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.on('error', () => outgoing.headersSent || outgoing.writeHead(502).end())
    incoming.pipe(forwarded)
  }
}

test('a rolling restart of three servers under load fails no call and loses none', async () => {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const serve = () => serving({ DATABASE_URL: database.connectionString, PAYMENTS_API_KEY: KEY, DRAIN_SECONDS })
  const proxy = opened.adopt(new Proxy(), (it) => it.close())
  const servers = await Promise.all([serve(), serve(), serve()])
  for (const { url } of servers) proxy.add(url)
  await until(() => servers.every(({ url }) => proxy.isReady(url)))
  const api = createApi(await proxy.listen(), KEY)
  for (const invoice of ['1', '2']) await api.putInvoice(invoice)

  const statuses = new Map<number, number>()
  let isOver = false
  const call = async (n: number): Promise<void> => {
    const { status } = n % 2 === 0 ? await api.call('GET', READ) : await api.call('POST', RECORDED, { body: { method: 'cash', amount: 1 } })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  const load = Promise.all(
    Array.from({ length: 4 }, async (_, caller) => {
      for (let n = caller; !isOver; n += 1) {
        await call(n)
        await pause(40)
      }
    }),
  )

  for (const old of servers) {
    old.kill('SIGTERM')
    assert.equal(await old.exited, 0)
    proxy.remove(old.url)
    const next = await serve()
    opened.defer(() => next.exited.then(() => {}))
    opened.defer(() => next.kill('SIGKILL'))
    proxy.add(next.url)
    await until(() => proxy.isReady(next.url))
  }
  isOver = true
  await load

  assert.deepEqual([...statuses.keys()].toSorted(), [200, 201])
  assert.equal((await api.tab('1')).payments.length, statuses.get(201))
})
