/** Servers as processes of their own, on one PostgreSQL: killed at any moment, and started again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Servers {
  /** The address of one that is up, or null where none is. */
  any(): string | null
  /** Kills one by SIGKILL and starts another in its place; false where fewer than `least` are up, so that some work goes on. */
  killOne(): boolean
  /** Resolves when all are up. */
  ready(): Promise<void>
  stop(): Promise<void>
}

interface Seat {
  child: ChildProcess
  address: string | null
  readonly log: string[]
}

export function startServers(many: number, least: number, environment: Readonly<Record<string, string>>, random: () => number): Servers {
  let stopping = false
  const seats: Seat[] = []

  const sit = (place: number): void => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../../server/main.ts'), 'serve'], {
      env: { ...process.env, ...environment, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const seat: Seat = { child, address: null, log: [] }
    seats[place] = seat
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        const text = chunk.toString()
        seat.log.push(text)
        seat.address ??= /listens on (http:\/\/[\w.:]+)/.exec(text)?.[1] ?? null
      })
    }
    child.once('exit', () => {
      seat.address = null
      // One that could not start, as while PostgreSQL was away, is started again as well.
      if (!stopping) setTimeout(() => stopping || sit(place), 100)
    })
  }
  for (let place = 0; place < many; place += 1) sit(place)

  const up = (): Seat[] => seats.filter(({ address }) => address !== null)
  const one = (): Seat | undefined => up()[Math.floor(random() * up().length)]
  return {
    any: () => one()?.address ?? null,
    killOne() {
      const seat = one()
      if (seat === undefined || up().length < least) return false
      seat.address = null
      return seat.child.kill('SIGKILL')
    },
    async ready() {
      for (const ends = performance.now() + 60_000; up().length < many; await new Promise((resolve) => setTimeout(resolve, 50))) {
        if (performance.now() > ends)
          throw new Error(`The servers don’t start: ${seats.map(({ log }) => log.slice(-3).join('')).join('\n')}`)
      }
    },
    async stop() {
      stopping = true
      await Promise.all(
        seats.map(async ({ child }) => {
          if (child.exitCode !== null || child.signalCode !== null) return
          child.kill('SIGKILL')
          await once(child, 'exit')
        }),
      )
    },
  }
}
