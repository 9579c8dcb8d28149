/** How the server is: whether it can do its work, and what is not as it should be although it can. */
import { checkReadiness, type Unready } from './check-readiness.ts'
import { readLags, type LagsCtx } from './read-lags.ts'
import type { Watch } from './watch.ts'
import { warningsOfLags, warningsOfSigns, type Lags, type Warning } from './warnings.ts'

export interface Condition {
  /** Null where it is ready. */
  readonly unready: Unready | null
  readonly warnings: readonly Warning[]
  /** Null while the database can't be read. */
  readonly lags: Lags | null
}

export interface ReadinessParts {
  readonly ctx: LagsCtx
  readonly watch: Watch
  /** Milliseconds that only ever grow. */
  readonly now: () => number
  readonly isStopping: () => boolean
}

/** Milliseconds for which what the database shows is kept: balancers check every second or two, and anybody may. */
const LAGS_LAST = 10_000

/** Who asks at the same time gets the same answer. */
export function createReadiness({ ctx, watch, now, isStopping }: ReadinessParts): () => Promise<Condition> {
  let kept: { readonly at: number; readonly lags: Lags } | null = null
  let underWay: Promise<Condition> | null = null

  const readKept = async (): Promise<Lags> => {
    if (kept === null || now() - kept.at >= LAGS_LAST) kept = { at: now(), lags: await readLags(ctx) }
    return kept.lags
  }

  const read = async (): Promise<Condition> => {
    if (isStopping()) return { unready: { code: 'stopping', says: 'The server is stopping.' }, lags: null, warnings: [] }
    const unready = await checkReadiness(ctx)
    const lags = unready === null || unready.code === 'clocks_differ' ? await readKept().catch(() => null) : null
    return { unready, lags, warnings: [...warningsOfSigns(watch.read()), ...(lags === null ? [] : warningsOfLags(lags))] }
  }

  return () => (underWay ??= read().finally(() => (underWay = null)))
}
