/**
 * Takes over a shop's existing payments, as many as there are: entries of its books, and Stripe charges with their refunds and
 * disputes as Stripe has them. What is known already is left as it is, so who was interrupted begins again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { StoreId } from '../contract/ids.ts'
import { PROBLEMS } from '../contract/problems.ts'
import { ApiError, StripeUnavailable } from '../context/errors.ts'
import { DatabaseUnavailable } from '../database/unavailable.ts'
import { importEntry } from '../ledger/import-entry.ts'
import type { GatewayCtx } from '../stripe/gateway-ctx.ts'
import { importPayment } from '../sync/import-payment.ts'
import { NoPayment, paymentOf } from './payment-of.ts'
import { readRecords, type FileRecord } from './records.ts'

/** What could not be taken, and why. */
export interface NotTaken {
  readonly line: number
  /** The record's own id or charge, where it can be read. */
  readonly what: string | null
  readonly invoice: string | null
  readonly because: string
}

export interface ImportReport {
  readonly records: number
  /** With a try: what would be. */
  readonly imported: number
  readonly known: number
  readonly notTaken: number
}

export interface ImportOptions {
  /** Everything is checked, and nothing written. */
  readonly isTry: boolean
  onNotTaken(record: NotTaken): Promise<void> | void
  onProgress(report: ImportReport): void
}

/** Records under way at once: Stripe takes 25 calls a second in test mode, and other work goes on. */
const AT_ONCE = 4

/** Seconds after which a record is tried again while Stripe or the database can't be reached. */
const WAITS = [1, 2, 4, 8, 16]

/** Records between two lines of progress. */
const PROGRESS_EVERY = 500

/** Throws StripeUnavailable and DatabaseUnavailable where they could not be reached for half a minute: what is left is then taken by beginning again. */
export async function importPayments(
  ctx: GatewayCtx,
  store: StoreId,
  file: AsyncIterable<string>,
  { isTry, onNotTaken, onProgress }: ImportOptions,
): Promise<ImportReport> {
  let report: ImportReport = { records: 0, imported: 0, known: 0, notTaken: 0 }
  const records = readRecords(file)
  const failed = new AbortController()

  const take = async (record: FileRecord): Promise<void> => {
    const outcome = await importRecord(ctx, store, record, isTry)
    report = { ...report, records: report.records + 1 }
    if (typeof outcome !== 'string') {
      report = { ...report, notTaken: report.notTaken + 1 }
      await onNotTaken(outcome)
    } else report = { ...report, [outcome]: report[outcome] + 1 }
    if (report.records % PROGRESS_EVERY === 0) onProgress(report)
  }

  /** Each worker takes the next record where it is done with one: the file is read no faster than that. */
  const work = async (): Promise<void> => {
    while (!failed.signal.aborted) {
      const { value, done } = await records.next()
      if (done === true) return
      try {
        await take(value)
      } catch (error) {
        failed.abort()
        throw error
      }
    }
  }

  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  return report
}

async function importRecord(ctx: GatewayCtx, store: StoreId, record: FileRecord, isTry: boolean): Promise<'imported' | 'known' | NotTaken> {
  const { line, members } = record
  const said = (name: string): string | null => (typeof members?.[name] === 'string' ? members[name] : null)
  const notTaken = (because: string): NotTaken => ({ line, what: said('charge') ?? said('id'), invoice: said('invoice'), because })
  if (members === null) return notTaken(record.because ?? 'It can’t be read.')
  try {
    return (await untilReached(() => importOne(ctx, store, members, isTry))) ? 'imported' : 'known'
  } catch (error) {
    if (error instanceof NoPayment) return notTaken(error.message)
    if (error instanceof ApiError && !isUnreached(error)) return notTaken(error.message || PROBLEMS[error.code].title)
    throw error
  }
}

async function importOne(ctx: GatewayCtx, store: StoreId, members: Readonly<Record<string, unknown>>, isTry: boolean): Promise<boolean> {
  const host = { kind: 'host', store } as const
  const payment = paymentOf(members)
  if ('charge' in payment) return (await importPayment(ctx, host, payment.invoice, { charge: payment.charge }, isTry)).created
  const { invoice, id, method, amount, direction, note = null, recordedAt } = payment
  const entry = { id, method, amount: direction === 'out' ? -amount : amount, note }
  return importEntry(ctx, host, invoice, { ...entry, recordedAt: recordedAt === undefined ? null : new Date(recordedAt) }, isTry)
}

async function untilReached<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await work()
    } catch (error) {
      if (!isUnreached(error)) throw error
      await pause(wait * 1000)
    }
  }
  return work()
}

function isUnreached(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable || error instanceof StripeUnavailable) return true
  return error instanceof ApiError && error.code === 'unavailable'
}
