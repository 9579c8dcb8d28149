/** Time as a history has it: it stands still, and pauses of the server wait for it in place of the wall clock. */
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import { inTurn } from './scheduler.ts'

export interface Time {
  readonly now: () => Date
  /** Lets this much time go by, in milliseconds. */
  pass(milliseconds: number): Promise<void>
}

/** `notify` is called with the time whenever a second or more went by: the database has its own clock. */
export function createTime(start: Date, notify: (now: Date) => Promise<void>): Time {
  let now = start.getTime()
  let notifiedAt = 0
  return {
    now: () => new Date(now),
    async pass(milliseconds) {
      now += milliseconds
      if (now - notifiedAt < 1000) return
      notifiedAt = now
      await notify(new Date(now))
    },
  }
}

let isInTurn = false

/** From here on the server's pauses wait for their history's time. Pauses outside of tasks are let through. */
export function pauseInTurn(): void {
  if (isInTurn) return
  isInTurn = true
  const real = timers.setTimeout
  const pause = async (milliseconds: number, value?: unknown, options?: Parameters<typeof real>[2]): Promise<unknown> => {
    if (value !== undefined || options !== undefined) return real(milliseconds, value, options)
    return inTurn({ label: 'pause', pause: milliseconds, act: async () => {} })
  }
  Object.assign(timers, { setTimeout: pause })
  syncBuiltinESMExports()
}
