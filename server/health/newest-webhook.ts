import type { Ctx } from '../context/ctx.ts'
import { noteMoment } from '../database/moments.ts'

/** Milliseconds between two notes: when the newest webhook came is known to the minute. */
const EVERY = 60_000

/** To be called for each webhook that is taken. Nobody waits for the note, and one that fails is made with a later webhook. */
export function createNewestWebhook({ db, clock }: Pick<Ctx, 'db' | 'clock'>): () => void {
  let notedAt: number | null = null
  return () => {
    const now = clock().getTime()
    if (notedAt !== null && Math.abs(now - notedAt) < EVERY) return
    notedAt = now
    noteMoment(db, 'webhook').catch(() => (notedAt = null))
  }
}
