/** What this process sees of what is around it, for as long as it matters: what came of webhooks and of calls to Stripe. */
import { getHeapStatistics } from 'node:v8'
import type { SeenCall } from '../context/seen-call.ts'
import type { Signs } from './warnings.ts'

export interface Watch {
  webhook(outcome: string): void
  stripeCall(call: SeenCall): void
  heard(isHeard: boolean): void
  endpoints(problems: Signs['endpoints']): void
  read(): Signs
}

/** Milliseconds for which what was seen counts. */
const LATELY = 5 * 60_000

/** Calls that are remembered at most. */
const MOST = 200

/** Webhooks that only show that something else is wrong here, by what became of them. */
const WRONG = { invalid_signature: 'wrongSignature', other_mode: 'otherMode', unknown_account: 'unknownAccount' } as const

/** `now` in milliseconds that only ever grow. `memory` is how much of its memory the process uses, 0 to 1. */
export function createWatch(now: () => number, memory: () => number = usedMemory): Watch {
  let calls: { readonly at: number; readonly call: SeenCall }[] = []
  const wrong: { -readonly [Kind in keyof Signs['webhooks']]: number[] } = { wrongSignature: [], otherMode: [], unknownAccount: [] }
  let isHeard: boolean | null = null
  let endpoints: Signs['endpoints'] = []
  const lately = (at: number): boolean => now() - at < LATELY

  return {
    webhook(outcome) {
      if (isKindOfWrong(outcome)) {
        const kind = wrong[WRONG[outcome]]
        kind.push(now())
        if (kind.length > MOST) kind.shift()
      }
      // Who signs rightly again has mended it; a single endpoint signs all that it sends.
      if (outcome === 'stored') wrong.wrongSignature = []
    },
    stripeCall(call) {
      calls.push({ at: now(), call })
      if (calls.length > MOST) calls.shift()
    },
    heard: (heard) => void (isHeard = heard),
    endpoints: (problems) => void (endpoints = problems),
    read() {
      calls = calls.filter(({ at }) => lately(at))
      const seen = calls.map(({ call }) => call)
      const failed = seen.filter(({ isAnswered }) => !isAnswered)
      const answered = seen.filter(({ isAnswered }) => isAnswered).map(({ seconds }) => seconds)
      return {
        webhooks: {
          wrongSignature: wrong.wrongSignature.filter(lately).length,
          otherMode: wrong.otherMode.filter(lately).length,
          unknownAccount: wrong.unknownAccount.filter(lately).length,
        },
        stripe: {
          calls: seen.length,
          failed: failed.length,
          lastFailure: failed.at(-1)?.outcome ?? null,
          median: answered.toSorted((one, other) => one - other)[Math.floor(answered.length / 2)] ?? null,
        },
        clockAhead: seen.findLast(({ clockAhead }) => clockAhead !== null)?.clockAhead ?? null,
        isHeard,
        memory: memory(),
        endpoints,
      }
    },
  }
}

function isKindOfWrong(outcome: string): outcome is keyof typeof WRONG {
  return outcome in WRONG
}

/** Of what V8 may use, or of what the container may, whichever is scarcer. */
function usedMemory(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  const container = process.constrainedMemory()
  return Math.max(used / limit, container > 0 ? process.memoryUsage.rss() / container : 0)
}
