import { z } from 'zod'
import { type StripeRefusal, invalid } from './errors.ts'
import type { FormObject } from './form.ts'

/** A whole number as text, as form bodies carry it. */
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'integer')
  .transform(Number)

/** An amount in minor units, one or more. */
export const amount = integer.pipe(z.number().min(1))

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const text = z.string().min(1).max(5000)

/** Metadata as sent: `''` empties it, a member with an empty value is removed. */
export const metadata = z.union([z.literal(''), z.record(z.string().max(40), z.string().max(500))])

export type MetadataParam = z.output<typeof metadata>

/** `expand[]`, which every call takes. */
export const expand = { expand: z.array(z.string()).max(20).optional() }

const range = z.strictObject({
  gt: integer.optional(),
  gte: integer.optional(),
  lt: integer.optional(),
  lte: integer.optional(),
})

/** `created`: an exact time or a range, in Unix seconds. */
export const created = z.union([integer, range]).optional()

export type Created = z.output<typeof created>

/** What every list takes. */
export const page = {
  ...expand,
  limit: integer.pipe(z.number().min(1).max(100)).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
}

/** Checks what was sent; the first thing wrong is refused in Stripe's words (400), and nothing has been executed. */
export function parseParams<S extends z.ZodType>(schema: S, sent: FormObject): z.output<S> {
  const parsed = schema.safeParse(sent)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw issue === undefined ? invalid('Invalid request.') : refusalOf(issue, sent)
}

function refusalOf(issue: z.core.$ZodIssue, sent: FormObject): StripeRefusal {
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, issue.keys[0] ?? ''])
    return invalid(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param })
  }
  const param = nameOf(issue.path)
  const value = valueAt(sent, issue.path)
  if (value === undefined) {
    return invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  if (value === '') {
    return invalid(
      `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset.`,
      {
        code: 'parameter_invalid_empty',
        param,
      },
    )
  }
  const shown = typeof value === 'string' ? value : 'object'
  if (issue.code === 'invalid_format' && issue.message === 'integer') {
    return invalid(`Invalid integer: ${shown}`, { code: 'parameter_invalid_integer', param })
  }
  if (issue.code === 'too_small') {
    return invalid(`This value must be greater than or equal to ${issue.minimum}.`, { code: 'parameter_invalid_integer', param })
  }
  if (issue.code === 'too_big' && typeof value === 'string' && /^\d+$/.test(value)) {
    return invalid(`This value must be less than or equal to ${issue.maximum}.`, { code: 'parameter_invalid_integer', param })
  }
  if (issue.code === 'invalid_value') {
    return invalid(`Invalid ${param}: must be one of ${issue.values.join(', ')}`, { param })
  }
  return invalid(`Invalid value for ${param}.`, { param })
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map((part, depth) => (depth === 0 ? String(part) : `[${String(part)}]`)).join('')
}

function valueAt(sent: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null) return undefined
    const member: unknown = Reflect.get(value, part)
    return member
  }, sent)
}
