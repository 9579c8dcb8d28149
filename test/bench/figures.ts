/** Figures of several rounds, and how they are told. */

/** One row of the table: what was measured in each round, and what beside it. */
export interface Row {
  readonly what: string
  readonly unit: string
  readonly ours: readonly number[]
  /** What it is measured beside, in the same rounds; null where there is nothing. */
  readonly beside: { readonly name: string; readonly values: readonly number[] } | null
  /** What is to be reached, in words. */
  readonly goal: string
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** Minimum, median and maximum. */
export function spread(values: readonly number[]): string {
  return [Math.min(...values), quantile(values, 0.5), Math.max(...values)].map(short).join(' / ')
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/** The ratio of each round, ours to what is beside it. */
export function ratios({ ours, beside }: Row): readonly number[] {
  return beside === null ? [] : ours.map((value, round) => value / (beside.values[round] ?? Number.NaN))
}

export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { what, unit, ours, beside, goal } = row
    const other = beside === null ? '' : `${beside.name}: ${spread(beside.values)}`
    return `| ${[what, unit, spread(ours), other, beside === null ? '' : spread(ratios(row)), goal].join(' | ')} |`
  })
  return ['| What | Unit | Ours (min / median / max) | Beside | Ratio | To reach |', '|---|---|---|---|---|---|', ...lines].join('\n')
}
