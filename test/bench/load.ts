import { Agent, request } from 'node:http'

/** Milliseconds that each call took, in the order in which they ended. */
export type Took = number[]

/** Does `work` for each of `things`, so many at once. */
export async function atOnce<T>(many: number, things: readonly T[], work: (thing: T) => Promise<void>): Promise<Took> {
  const took: Took = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let thing = things[next++]; thing !== undefined; thing = things[next++]) {
      const began = performance.now()
      await work(thing)
      took.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: many }, lane))
  return took
}

export interface Caller extends Disposable {
  /** Sends it on a connection that is kept; fails unless it is answered with 2xx. Returns the answer. */
  call(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<string>
}

/** Costs less than `fetch`, as whoever measures shares the machine with what is measured. */
export function createCaller(url: string, connections: number): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    call(method, path, headers, body) {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const sent = request(
        `${url}${path}`,
        { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body ?? '') } },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk: string) => (text += chunk))
          answer.on('end', () =>
            (answer.statusCode ?? 500) < 300 ? resolve(text) : reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`)),
          )
        },
      )
      sent.on('error', reject)
      sent.end(body)
      return promise
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}
