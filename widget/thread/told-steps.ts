import type { ThreadStep } from '../../server/contract/responses.ts'

/** Within this time a refund that was made answers its request. */
const AT_ONCE = 60_000

/** The steps that a thread shows: not that a refund was requested where it was made at once, as its own step says who made it. */
export function toldSteps(steps: readonly ThreadStep[]): readonly ThreadStep[] {
  const made = new Map(steps.filter(({ what }) => what === 'stripe_refund_recorded').map((step) => [step.data['payment'], step]))
  const answered = (step: ThreadStep): ThreadStep | undefined => {
    const recorded = step.what === 'refund_requested' ? made.get(step.data['payment']) : undefined
    return recorded !== undefined && Date.parse(recorded.at) - Date.parse(step.at) < AT_ONCE ? recorded : undefined
  }
  const notes = new Map(
    steps.flatMap((step) => (answered(step) === undefined ? [] : [[answered(step), step.data['note'] ?? null] as const])),
  )
  return steps
    .filter((step) => answered(step) === undefined)
    .map((step) => (notes.has(step) ? { ...step, data: { ...step.data, note: notes.get(step) ?? null } } : step))
}
