/** JSON as strictly as money needs it. */
import type * as z from 'zod/mini'
import { ApiError } from '../context/errors.ts'
import { describeIssues } from './describe-issues.ts'

/** Deeper than any request is. */
const DEEPEST = 32

/**
 * The JSON in `bytes`. Refused as `invalid_request`: what is no UTF-8 or no JSON, what is nested deeper than 32 levels,
 * and numbers that would be rounded on reading (`9007199254740993`, `0.1e1`, `1.00000000000000000001`).
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  if (isDeeperThan(text, DEEPEST)) throw new ApiError('invalid_request', `The body is nested more than ${DEEPEST} levels deep.`)
  try {
    return JSON.parse(text, refuseRounding)
  } catch (error) {
    if (error instanceof ApiError) throw error
    throw new ApiError('invalid_request', 'The body is not valid JSON.')
  }
}

/** `value` as `schema` has it; what does not fit is refused as `invalid_request`, naming the member. */
export function parseAs<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (!parsed.success) throw new ApiError('invalid_request', describeIssues(parsed.error.issues))
  return parsed.data
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ApiError('invalid_request', 'The body is not valid UTF-8.')
  }
}

/** Counted in the text, because parsing and reviving what is nested very deeply would exhaust the stack. */
function isDeeperThan(text: string, deepest: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') inString = !inString
    else if (inString) at += character === '\\' ? 1 : 0
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth > deepest) return true
  }
  return false
}

/** How an integer may be written so that it certainly is the one that was meant. */
const EXACT_INTEGER = /^-?\d+(?:\.0+)?(?:[eE]\+?\d{1,2})?$/

/** JSON.parse gives the source of a number since Node 21; TypeScript's library does not know it yet. */
function refuseRounding(this: unknown, key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number') return value
  const source = context?.source ?? ''
  if (Number.isInteger(value) && !(Number.isSafeInteger(value) && EXACT_INTEGER.test(source))) {
    throw new ApiError(
      'invalid_request',
      `${key === '' ? 'The number' : key} must be a whole number between −(2^53 − 1) and 2^53 − 1, written out.`,
    )
  }
  return value
}
