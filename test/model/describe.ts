/** What histories came to, in words for a person. */
import type { Broken } from './check-histories.ts'
import type { Tally } from './run-history.ts'

/** What was broken, by which history, and how to see it again. */
export function describeBroken({ seed, path, because, history }: Broken): string {
  const commands = history.commands.map(({ kind, steps, ...rest }) => `    ${kind} ${JSON.stringify(rest)}, then ${steps} steps`)
  return [because, 'By this history:', ...commands, `Repeat it by: npm run proof -- --seed ${seed} --path ${path}`].join('\n')
}

/** The summary of a run. */
export function describeTally({ histories, steps, refundsAtStripe, commands, faults }: Tally): string[] {
  return [
    `${histories} histories of ${steps} steps, ${refundsAtStripe} refunds at Stripe`,
    `commands: ${counts(commands)}`,
    `faults: ${counts(faults)}`,
  ]
}

function counts(counted: ReadonlyMap<string, number>): string {
  const all = [...counted.values()].reduce((sum, count) => sum + count, 0)
  const byCount = [...counted].toSorted(([, one], [, other]) => other - one)
  return `${all} (${byCount.map(([name, count]) => `${name} ${count}`).join(', ')})`
}
