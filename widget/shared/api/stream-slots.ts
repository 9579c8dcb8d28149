import type { Environment } from '../environment.ts'

/**
 * A browser opens six connections to an HTTP/1.1 server, for all of its windows together, and a stream keeps one for as
 * long as it lives. So at most this many streams are open at a time, and the other connections stay free for calls.
 */
const SLOTS = 4

/** The right to keep one stream open. */
export interface StreamSlot {
  release(): void
}

/** Over HTTP/2 and later all calls share one connection, and streams starve none. */
const UNCOUNTED: StreamSlot = { release: () => undefined }

/**
 * Takes a slot for a stream from the server of this origin, null when none is free. All pages of the origin share the slots,
 * counted by Web Locks. A page without locks (plain `http`, a sandboxed frame) can't count, and gets a slot over HTTP/2 only.
 */
export async function takeStreamSlot(server: string, environment: Pick<Environment, 'locks' | 'resources'>): Promise<StreamSlot | null> {
  if (environment.locks !== null) {
    try {
      return await takeFree(server, environment.locks)
    } catch {
      // Refused: as if there were none.
    }
  }
  return environment.resources().some((resource) => isOf(server, resource) && isMultiplexed(resource)) ? UNCOUNTED : null
}

async function takeFree(server: string, locks: Locks): Promise<StreamSlot | null> {
  for (let slot = 1; slot <= SLOTS; slot += 1) {
    const taken = await take(`jeweltrak-payments stream ${slot} of ${server}`, locks)
    if (taken !== null) return taken
  }
  return null
}

type Locks = NonNullable<Environment['locks']>

/** A Web Lock stays taken until the promise of its callback resolves. */
function take(name: string, locks: Locks): Promise<StreamSlot | null> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null)
        return new Promise<void>((release) => resolve({ release }))
      })
      .catch(reject)
  })
}

type Resource = ReturnType<Environment['resources']>[number]

function isOf(server: string, { name }: Resource): boolean {
  return name.startsWith(`${server}/`)
}

function isMultiplexed({ nextHopProtocol }: Resource): boolean {
  return nextHopProtocol === 'h2' || nextHopProtocol === 'h3'
}
