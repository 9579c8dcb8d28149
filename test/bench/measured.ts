/** The measured side of a process: it says where it serves, what it used when it is asked, and stops when it is told to. */

/** A driver of PostgreSQL, as it is loaded: whatever it sends is counted. */
interface Driver {
  readonly Client: { readonly prototype: { query: (...given: never[]) => unknown } }
}

export function serveMeasured(url: string, pg: Driver, stop: () => Promise<void>): void {
  let statements = 0
  pg.Client.prototype.query = new Proxy(pg.Client.prototype.query, {
    apply(query, self, given: unknown[]) {
      const [sent] = given
      const text = typeof sent === 'object' && sent !== null && 'text' in sent ? String(sent.text) : String(sent)
      if (!/^(begin|start transaction|commit|rollback)/i.test(text)) statements += 1
      return Reflect.apply(query, self, given)
    },
  })
  process.on('message', (message) => {
    if (message === 'stop') return void stop().finally(() => process.exit(0))
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: (user + system) / 1000, rss: process.memoryUsage.rss() / 1024 / 1024, statements })
  })
  process.send?.({ url })
}
