import { appendFileSync, renameSync, statSync } from 'node:fs'

/** Bytes; one older file of the same size is kept beside it. */
const LIMIT = 5_000_000

/** The server's log as a file that never grows past a limit: when full it becomes `<path>.old`, in the place of the one before. */
export function openLogFile(path: string): { write(text: string): void } {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return {
    write(text) {
      try {
        if (size > LIMIT) {
          renameSync(path, `${path}.old`)
          size = 0
        }
        appendFileSync(path, text, { mode: 0o600 })
        size += Buffer.byteLength(text)
      } catch {
        // A log that can't be written (a full disk) must not end the demo.
      }
    },
  }
}
