import { APPROVALS } from './approvals.ts'
import { ATTEMPTS } from './attempts.ts'
import type { Facts, Invariant } from './facts.ts'
import { MONEY } from './money.ts'
import { TRACES } from './traces.ts'

export { gatherFacts } from './facts.ts'

/** What must hold of every history once it is at rest. */
export const INVARIANTS: readonly Invariant[] = [...ATTEMPTS, ...APPROVALS, ...MONEY, ...TRACES]

/** Each invariant that is broken, with what breaks it. */
export function brokenInvariants(facts: Facts): string[] {
  return INVARIANTS.flatMap((invariant) => {
    const broken = invariant.broken(facts)
    return broken.length === 0 ? [] : [`Broken: ${invariant.name}\n${broken.map((one) => `    ${one}`).join('\n')}`]
  })
}
