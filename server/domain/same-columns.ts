/** Whether two rows say the same. */

export type Value = string | number | boolean | null | Date

/** Compares the named columns alone, and dates by their moment. */
export function sameColumns<C extends string>(
  one: Readonly<Record<C, Value>>,
  other: Readonly<Record<C, Value>>,
  columns: readonly C[],
): boolean {
  return columns.every((column) => comparable(one[column]) === comparable(other[column]))
}

function comparable(value: Value): Exclude<Value, Date> {
  return value instanceof Date ? value.toISOString() : value
}
