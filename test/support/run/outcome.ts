/** What a stage of the run came to. A check that is no test (types, lint, build) counts only when it fails. */
export interface Outcome {
  readonly passed: number
  readonly failed: number
}

/** Something to check, under its heading. */
export interface Stage {
  readonly name: string
  run(): Promise<Outcome>
}

/** A runner that ran nothing proves nothing: that is a failure. */
export function notEmpty(outcome: Outcome): Outcome {
  if (outcome.passed + outcome.failed > 0) return outcome
  console.log('  No test was found to run.')
  return { passed: 0, failed: 1 }
}
