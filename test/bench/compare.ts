/** Two ways of doing something, measured side by side, so that a noisy machine slows both alike and their ratio stands. */

export interface Side {
  readonly name: string
  /** Does it once, and fails unless it worked. */
  work(): Promise<unknown>
}

export interface Comparison {
  readonly name: string
  /** Milliseconds, the median of all rounds. */
  readonly one: number
  readonly other: number
  /** How many times longer `one` takes than `other`: the median over the rounds, and the quartiles. */
  readonly ratio: number
  readonly low: number
  readonly high: number
}

/** Rounds that only warm up. */
const WARM_UP = 5

/** Does both in each round, who goes first by turns. */
export async function compare(one: Side, other: Side, rounds: number): Promise<Comparison> {
  const took: (readonly [number, number])[] = []
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const isFirst = round % 2 === 0
    const first = await time(isFirst ? one : other)
    const second = await time(isFirst ? other : one)
    if (round >= 0) took.push(isFirst ? [first, second] : [second, first])
  }
  const ratios = took.map(([mine, its]) => mine / its)
  return {
    name: `${one.name}, against ${other.name}`,
    one: quantile(
      took.map(([mine]) => mine),
      0.5,
    ),
    other: quantile(
      took.map(([, its]) => its),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
  }
}

async function time({ work }: Side): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)] ?? Number.NaN
}
