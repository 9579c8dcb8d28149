/** Servers as processes of their own, on one PostgreSQL: killed, paused, replaced and restarted at any moment. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Servers {
  /** The address of one that is up, and neither paused nor about to stop, or null where none is: as a proxy that heeds readiness chooses. */
  any(): string | null
  /** Whether the server of this address was killed, paused or told to stop between these moments: such a call is no measure of the others. */
  isStruck(address: string, from: number, until: number): boolean
  /** Kills one by SIGKILL and starts another in its place; false where fewer than `least` are up, so that some work goes on. */
  killOne(): boolean
  /** Stops one where it stands, until what is returned is called; null where fewer than `least` are up. */
  pauseOne(): (() => void) | null
  /** Has one run otherwise than the rest; what is returned puts it back. */
  changeOne(change: Change): Promise<() => Promise<void>>
  /** Restarts all, one after the other, as a deploy does. */
  roll(): Promise<void>
  /** Resolves when all are up. */
  ready(): Promise<void>
  /** Kills all; `start` begins anew. */
  stop(): Promise<void>
  start(): void
}

/** How a server differs from the rest. */
export interface Change {
  readonly environment?: Readonly<Record<string, string>>
  /** A module that is loaded before the server. */
  readonly before?: string
}

interface Seat {
  child: ChildProcess
  address: string | null
  isAside: boolean
  readonly change: Change
  readonly log: string[]
}

const MAIN = join(import.meta.dirname, '../../../server/main.ts')

export function startServers(many: number, least: number, environment: Readonly<Record<string, string>>, random: () => number): Servers {
  let stopping = false
  const seats: Seat[] = []
  const strikes: { readonly address: string; readonly from: number; until: number }[] = []

  const sit = (place: number, change: Change = {}): void => {
    const before = change.before === undefined ? [] : ['--import', change.before]
    const child = spawn(process.execPath, [...before, MAIN, 'serve'], {
      env: { ...process.env, DRAIN_SECONDS: '1', ...environment, ...change.environment, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const seat: Seat = { child, address: null, isAside: false, change, log: [] }
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
      if (!stopping) setTimeout(() => stopping || seats[place] !== seat || sit(place, seat.change), 100)
    })
  }
  const start = (): void => {
    stopping = false
    for (let place = 0; place < many; place += 1) sit(place)
  }
  start()

  const up = (): Seat[] => seats.filter(({ address, isAside }) => address !== null && !isAside)
  const one = (): Seat | undefined => up()[Math.floor(random() * up().length)]
  /** Ends when what is returned is called. */
  const strike = (seat: Seat): (() => void) => {
    const struck = { address: seat.address ?? '', from: performance.now(), until: Infinity }
    strikes.push(struck)
    seat.isAside = true
    return () => {
      struck.until = performance.now()
      seat.isAside = false
    }
  }
  const ready = async (): Promise<void> => {
    for (const ends = performance.now() + 60_000; up().length < many; await new Promise((resolve) => setTimeout(resolve, 50))) {
      if (performance.now() > ends) throw new Error(`The servers don’t start: ${seats.map(({ log }) => log.slice(-3).join('')).join('\n')}`)
    }
  }
  const replace = async (place: number, signal: 'SIGTERM' | 'SIGKILL', change: Change = {}): Promise<void> => {
    const seat = seats[place]
    if (seat === undefined) return
    strike(seat)
    if (isRunning(seat)) {
      const gone = once(seat.child, 'exit')
      seat.child.kill(signal)
      await gone
    }
    sit(place, change)
    await ready()
  }
  return {
    any: () => one()?.address ?? null,
    isStruck: (address, from, until) => strikes.some((one) => one.address === address && one.from <= until && one.until >= from),
    killOne() {
      const seat = one()
      if (seat === undefined || up().length < least) return false
      strike(seat)
      return seat.child.kill('SIGKILL')
    },
    pauseOne() {
      const seat = one()
      if (seat === undefined || up().length < least) return null
      const heal = strike(seat)
      seat.child.kill('SIGSTOP')
      return () => {
        seat.child.kill('SIGCONT')
        heal()
      }
    },
    async changeOne(change) {
      await replace(0, 'SIGKILL', change)
      return () => replace(0, 'SIGKILL')
    },
    async roll() {
      for (const place of seats.keys()) await replace(place, 'SIGTERM')
    },
    ready,
    start,
    async stop() {
      stopping = true
      await Promise.all(
        seats.filter(isRunning).map(async (seat) => {
          strike(seat)
          const gone = once(seat.child, 'exit')
          seat.child.kill('SIGKILL')
          await gone
        }),
      )
    },
  }
}

function isRunning({ child }: Seat): boolean {
  return child.exitCode === null && child.signalCode === null
}
