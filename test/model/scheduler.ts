/**
 * Lets tasks run one step at a time, in an order drawn from a seed: the same seed brings the same order. A step is what a task
 * does between two awaits of the outside (a query, a call to Stripe, a pause), so everything that can come between two awaits is
 * tried. A step that waits for a lock in PostgreSQL stands aside until it has it; which of several waiters gets a lock first is
 * the one thing that PostgreSQL chooses.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as realPause } from 'node:timers/promises'
import type { Chance } from './random.ts'

/** Something a task waits for from outside. */
export interface Step {
  readonly label: string
  /** Does it. */
  act(): Promise<unknown>
  /** Whether it waits for another task to go on. Steps without it never do. */
  readonly blocked?: () => Promise<boolean>
  /** Not before this much time went by, in milliseconds. */
  readonly pause?: number
}

interface Parked extends Step {
  readonly notBefore: number
  readonly finish: (outcome: PromiseSettledResult<unknown>) => void
}

export interface Task {
  readonly name: string
  /** Whose task it is: a server process. They stop together. */
  readonly owner: object
  isStarted: boolean
}

interface Running extends Task {
  readonly now: () => number
  waiting: Parked | null
  underWay: { readonly step: Parked; readonly outcome: Promise<PromiseSettledResult<unknown>> } | null
  /** Resolves when the task waits again or has ended. */
  rests: PromiseWithResolvers<void>
  ended: boolean
  readonly onStop: Set<() => Promise<void>>
}

export interface Scheduler {
  /** A new task, which begins at one of the next steps. `work` handles its own errors. */
  start(name: string, owner: object, work: () => Promise<void>): Task
  /** Runs one step of one task; false where no task can go on before time passes. */
  step(): Promise<boolean>
  /** The earliest moment that a pausing task waits for, in milliseconds, or null. */
  readonly wakesAt: () => number | null
  /** The owner's tasks never run again; what they have locked is let go. */
  stop(owner: object): Promise<void>
  readonly tasks: () => readonly Task[]
  /** Steps so far. */
  readonly steps: () => number
}

const current = new AsyncLocalStorage<Running>()

/** Does `step` when it is the turn of the task that calls it; at once where nothing is scheduled. */
export async function inTurn<T>(step: Omit<Step, 'act'> & { act(): Promise<T> }): Promise<T> {
  const task = current.getStore()
  if (task === undefined) return step.act()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  let value: { readonly of: T } | null = null
  const act = async (): Promise<void> => void (value = { of: await step.act() })
  task.waiting = {
    ...step,
    act,
    notBefore: task.now() + (step.pause ?? 0),
    finish: (outcome) => (outcome.status === 'rejected' ? reject(outcome.reason) : value !== null && resolve(value.of)),
  }
  task.rests.resolve()
  return promise
}

/** Has `letGo` called if the task that calls this is stopped; the returned function takes that back. */
export function onStop(letGo: () => Promise<void>): () => void {
  const task = current.getStore()
  task?.onStop.add(letGo)
  return () => void task?.onStop.delete(letGo)
}

/** Tasks that are begun and not ended, at most: each may hold a connection to the database. */
const AT_ONCE = 10

/** How long a step may take before the database says whether it waits for a lock, in real milliseconds. */
const SOON = 2

/** A step that takes this long will never be done, in real milliseconds. */
const HANGS = 20_000

/** `transactionsEnded` counts: only where it grew may a step that waits for a lock have got it. */
export function createScheduler(chance: Chance, now: () => number, transactionsEnded: () => number): Scheduler {
  let ended = 0
  let tasks: Running[] = []
  let steps = 0

  const grant = async (task: Running): Promise<void> => {
    const step = task.waiting
    if (step === null) return
    task.waiting = null
    task.isStarted = true
    task.rests = Promise.withResolvers()
    task.underWay = { step, outcome: outcomeOf(step.act()) }
    await goOn(task)
  }

  const release = async (): Promise<void> => {
    tasks = tasks.filter((task) => !task.ended)
    while (ended !== transactionsEnded()) {
      ended = transactionsEnded()
      for (const task of tasks) if ((await task.underWay?.step.blocked?.()) === false) await goOn(task)
      tasks = tasks.filter((task) => !task.ended)
    }
  }

  return {
    start(name, owner, work) {
      const task: Running = {
        name,
        owner,
        now,
        isStarted: false,
        waiting: null,
        underWay: null,
        rests: Promise.withResolvers(),
        ended: false,
        onStop: new Set(),
      }
      const finish = (): void => {
        void current.run(task, async () => {
          await work()
          task.ended = true
          task.rests.resolve()
        })
      }
      task.waiting = { label: 'start', act: async () => {}, notBefore: now(), finish }
      tasks.push(task)
      return task
    },
    async step() {
      const started = tasks.filter(({ isStarted }) => isStarted).length
      const able = tasks.filter(
        ({ waiting, isStarted }) => waiting !== null && waiting.notBefore <= now() && (isStarted || started < AT_ONCE),
      )
      if (able.length === 0) {
        if (tasks.every(({ underWay }) => underWay === null)) return false
        // All that could go on wait for locks: PostgreSQL itself ends such a wait.
        await Promise.race(tasks.flatMap(({ underWay }) => underWay?.outcome ?? []))
        ended = -1
      } else {
        await grant(chance.pick(able))
      }
      steps += 1
      await release()
      return true
    },
    wakesAt() {
      const moments = tasks.flatMap(({ waiting }) => waiting?.notBefore ?? [])
      return moments.length === 0 ? null : Math.min(...moments)
    },
    async stop(owner) {
      const own = tasks.filter((task) => task.owner === owner)
      tasks = tasks.filter((task) => task.owner !== owner)
      for (const task of own) for (const letGo of task.onStop) await letGo()
      await release()
    },
    tasks: () => tasks,
    steps: () => steps,
  }
}

/**
 * Resolves when the step is done and its task rests again, or when the step turns out to wait for another task. A task
 * goes on nowhere else, so that of two that get their locks at once the same one always comes first.
 */
async function goOn(task: Running): Promise<void> {
  const { underWay } = task
  if (underWay === null) return
  const { step } = underWay
  const began = performance.now()
  while (performance.now() - began < HANGS) {
    const outcome = await Promise.race([underWay.outcome, realPause(SOON, null)])
    if (outcome === null && (await step.blocked?.()) === true) return
    if (outcome === null) continue
    task.underWay = null
    step.finish(outcome)
    return task.rests.promise
  }
  throw new Error(`${task.name} hangs after: ${step.label}`)
}

async function outcomeOf(promise: Promise<unknown>): Promise<PromiseSettledResult<unknown>> {
  const [outcome] = await Promise.allSettled([promise])
  return outcome
}
