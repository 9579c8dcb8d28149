/** The shapes that Stripe's objects are made of. */
import * as z from 'zod/mini'

/** An id, or the object itself where the caller asked for it to be expanded. */
export const expandable = z.pipe(
  z.union([z.string(), z.object({ id: z.string() })]),
  z.transform((value) => (typeof value === 'string' ? value : value.id)),
)

/** When something was made, in seconds since 1970. Nothing was made at 0 or less: such a time is as good as missing. */
export const moment = z.pipe(
  z.int().check(z.positive()),
  z.transform((seconds) => new Date(seconds * 1000)),
)

/** A time that need not be there: Stripe gives none as null or left out, but also as 0 (a deadline that no bank set) or −1. */
export const optionalMoment = z.pipe(
  z.nullish(z.int()),
  z.transform((seconds) => (seconds != null && seconds > 0 ? new Date(seconds * 1000) : null)),
)

export const optionalText = z.pipe(
  z.nullish(z.string()),
  z.transform((value) => value ?? null),
)

export const flag = z.boolean()

export const currencyCode = z.pipe(
  z.string(),
  z.transform((currency) => currency.toLowerCase()),
)

export const metadata = z.pipe(
  z.nullish(z.record(z.string(), z.string())),
  z.transform((value): Readonly<Record<string, string>> => value ?? {}),
)

/** Stripe's `kind` as `schema` has it; throws where it does not fit, naming the members and nothing that they hold. */
export function read<Schema extends z.ZodMiniType>(kind: string, schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const members = new Set(parsed.error.issues.map((issue) => issue.path.join('.')).filter((path) => path !== ''))
  throw new Error(`This is no ${kind} that can be read${members.size === 0 ? '' : `: ${[...members].join(', ')} does not fit`}.`)
}
