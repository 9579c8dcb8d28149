/** What zod found, in plain words that name the member. */
import type * as z from 'zod/mini'

type Issue = z.core.$ZodIssue

/** One sentence for the first few things that do not fit. */
export function describeIssues(issues: readonly Issue[]): string {
  const said = [...new Set(issues.flatMap((issue) => describe(issue)))]
  return `${said.slice(0, 5).join('; ')}.`
}

function describe(issue: Issue, within: readonly PropertyKey[] = []): string[] {
  const path = [...within, ...issue.path]
  const name = path.length === 0 ? 'The body' : memberName(path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${memberName([...path, key === '' ? '""' : key])} is not known here`)
    case 'invalid_union':
      return likeliest(issue.errors).flatMap((inner) => describe(inner, path))
    case 'invalid_value':
      return [`${name} must be ${issue.values.map(String).join(' or ')}`]
    case 'invalid_type':
      return [issue.input === undefined ? `${name} is missing` : `${name} must be ${kindOf(issue.expected)}`]
    case 'too_big':
    case 'too_small':
      return [sizeOf(name, issue)]
    case 'invalid_format':
      return [`${name} ${issue.message === 'Invalid input' ? `must be a valid ${issue.format}` : issue.message}`]
    default:
      return [`${name} ${issue.message === 'Invalid input' ? 'is not valid' : issue.message}`]
  }
}

/** Of several shapes that could have been meant, the one whose `method` fits, else the one with the fewest complaints. */
function likeliest(errors: readonly (readonly Issue[])[]): readonly Issue[] {
  const cost = (issues: readonly Issue[]): number => issues.length + (issues.some((issue) => issue.path[0] === 'method') ? 100 : 0)
  return errors.toSorted((one, other) => cost(one) - cost(other))[0] ?? []
}

function memberName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected
}

function sizeOf(name: string, issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1) return `${name} must not be empty`
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''
  const verb = unit === '' ? 'be' : 'have'
  return issue.code === 'too_big'
    ? `${name} may ${verb} ${String(issue.maximum)}${unit} at most`
    : `${name} must ${verb} at least ${String(issue.minimum)}${unit}`
}
