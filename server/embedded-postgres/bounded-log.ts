import { appendFileSync, renameSync, statSync } from 'node:fs'
import { EmbeddedPostgresError, reason } from './error.ts'

/** A text file that never grows past a limit: when full it becomes `<path>.old`, in the place of the one before. */
export interface BoundedLog {
  readonly path: string
  write(text: string): void
}

/** Opens the log at its end; `limit` in bytes. */
export function openBoundedLog(path: string, limit: number): BoundedLog {
  let size = sizeOf(path)
  return {
    path,
    write: (text) => {
      const bytes = Buffer.byteLength(text)
      try {
        if (size > 0 && size + bytes > limit) {
          renameSync(path, `${path}.old`)
          size = 0
        }
        appendFileSync(path, text, { mode: 0o600 })
        size += bytes
      } catch {
        // A log that can't be written (a full disk) must not end the server that it is about.
      }
    },
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0
  } catch (error) {
    throw new EmbeddedPostgresError('unreachable', `PostgreSQL's log ${path} can't be read: ${reason(error)}.`, { cause: error })
  }
}
