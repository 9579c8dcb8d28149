import { z } from 'zod'

/** A test that failed: which, where, and why, in words. */
const Failure = z.object({ at: z.string(), name: z.string(), why: z.string() })

/** What one test file came to, or one check that is no test (types, lint, build): that counts only when it fails. */
export const FileOutcome = z.object({
  file: z.string(),
  passed: z.int(),
  failures: z.array(Failure),
  seconds: z.number(),
})
export type FileOutcome = z.infer<typeof FileOutcome>

/** Something that could not be run at all. */
export function notRun(file: string, error: unknown): FileOutcome {
  const why = error instanceof Error ? error.message : String(error)
  return { file, passed: 0, failures: [{ at: file, name: 'It could not be run', why }], seconds: 0 }
}
