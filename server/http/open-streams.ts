import { ApiError } from '../context/errors.ts'
import type { Proof } from '../access/identity.ts'

/** Counts the streams that each session has open; a host, which may follow all its invoices, has no limit. */
export interface OpenStreams {
  /** Takes one of the session's places until the returned function is called. Refused with rate_limited where it has none left. */
  take(proof: Proof): () => void
}

/** Streams of one session at once: a page opens one, and its browser some tabs of it. */
const MOST = 10

export function createOpenStreams(): OpenStreams {
  const open = new Map<string, number>()
  return {
    take(proof) {
      if (proof.kind === 'key') return () => {}
      const { id } = proof
      const count = open.get(id) ?? 0
      if (count >= MOST) throw new ApiError('rate_limited', `This session has ${MOST} streams open already: close one first.`)
      open.set(id, count + 1)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        const left = (open.get(id) ?? 1) - 1
        if (left === 0) open.delete(id)
        else open.set(id, left)
      }
    },
  }
}
