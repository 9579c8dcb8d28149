/** Bodies as money needs them: what is not exactly what was meant is refused, and the refusal names the member. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as z from 'zod/mini'
import { ApiError, StripeUnavailable, LeaseLost } from '../../../server/context/errors.ts'
import { DatabaseUnavailable } from '../../../server/database/unavailable.ts'
import { asApiError } from '../../../server/http/as-api-error.ts'
import { entityTag, isKnownVersion } from '../../../server/http/known-version.ts'
import { parseAs, parseJson } from '../../../server/http/json.ts'

const parse = (text: string): unknown => parseJson(new TextEncoder().encode(text))

function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    assert.ok(error instanceof ApiError)
    assert.equal(error.code, 'invalid_request')
    return error.message
  }
  throw new Error('it was not refused')
}

describe('a number', () => {
  for (const text of ['0', '-5', '9007199254740991', '-9007199254740991', '1.0', '5e2', '5E+2', '1.00', '1e10', '0.5', '-0.25'])
    test(`${text} is read`, () => assert.equal(parse(text), Number(text)))

  for (const text of ['9007199254740992', '-9007199254740993', '0.1e1', '1.00000000000000000001', '1e-0', '5e100'])
    test(`${text} is refused, as it would be rounded or is not written out`, () => {
      assert.match(
        refusal(() => parse(text)),
        /^The number must be a whole number between −\(2\^53 − 1\) and 2\^53 − 1, written out\.$/,
      )
      assert.match(
        refusal(() => parse(`{"amount":${text}}`)),
        /^amount must be a whole number/,
      )
    })

  test('in a text is text', () => assert.equal(parse('"9007199254740993"'), '9007199254740993'))
})

describe('a body', () => {
  test('is refused where it is no JSON, no UTF-8, or nested too deeply, and brackets in a text do not count', () => {
    assert.equal(
      refusal(() => parse('{')),
      'The body is not valid JSON.',
    )
    assert.equal(
      refusal(() => parse('')),
      'The body is not valid JSON.',
    )
    assert.equal(
      refusal(() => parseJson(Uint8Array.from([0x22, 0xff, 0x22]))),
      'The body is not valid UTF-8.',
    )
    const nested = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels)
    assert.notEqual(parse(nested('[', ']', 32)), null)
    assert.equal(
      refusal(() => parse(nested('[', ']', 33))),
      'The body is nested more than 32 levels deep.',
    )
    assert.match(
      refusal(() => parse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)),
      /more than 32 levels/,
    )
    assert.equal(parse(`"\\"${'['.repeat(40)}"`), `"${'['.repeat(40)}`)
    assert.deepEqual(parse(`[${'[],{},'.repeat(40)}1]`), [...Array.from({ length: 40 }, () => [[], {}]).flat(), 1])
  })

  const Body = z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(3)),
    kind: z.enum(['one', 'two']),
    count: z.int().check(z.minimum(1), z.maximum(5)),
    list: z.array(z.boolean()).check(z.maxLength(2), z.minLength(1)),
    mail: z.email(),
    code: z.optional(z.string().check(z.minLength(2))),
    share: z.optional(z.number()),
    inner: z.optional(z.object({ deep: z.string() })),
    word: z.optional(z.string().check(z.regex(/^a/, 'must begin with an a'))),
    odd: z.optional(z.string().check(z.refine((text) => text !== 'no'))),
    free: z.optional(z.string().check(z.refine((text) => text !== 'no', 'must not be no'))),
  })
  const GOOD = { name: 'abc', kind: 'one', count: 1, list: [true], mail: 'a@b.example' }
  const said = (members: object): string => refusal(() => parseAs(Body, { ...GOOD, ...members }))

  test('is read as its schema has it', () => assert.deepEqual(parseAs(Body, GOOD), GOOD))

  for (const [what, members, sentence] of [
    ['a member too many', { colour: 1 }, 'colour is not known here.'],
    ['a member without a name', { '': 1 }, '"" is not known here.'],
    ['a member that is missing', { name: undefined }, 'name is missing.'],
    ['another kind', { name: 5 }, 'name must be text.'],
    ['half a number', { count: 1.5 }, 'count must be a whole number.'],
    ['an entry of a list', { list: [true, 'x'] }, 'list[1] must be true or false.'],
    ['none of several values', { kind: 'three' }, 'kind must be one or two.'],
    ['an empty text', { name: '' }, 'name must not be empty.'],
    ['a long text', { name: 'abcd' }, 'name may have 3 characters at most.'],
    ['a large number', { count: 6 }, 'count may be 5 at most.'],
    ['a small number', { count: 0 }, 'count must be at least 1.'],
    ['a long list', { list: [true, true, true] }, 'list may have 2 entries at most.'],
    ['a short list', { list: [] }, 'list must have at least 1 entries.'],
    ['another format', { mail: 'a' }, 'mail must be a valid email.'],
    ['a rule with words of its own', { free: 'no' }, 'free must not be no.'],
    ['a short text', { code: 'a' }, 'code must have at least 2 characters.'],
    ['no number', { share: 'x' }, 'share must be a number.'],
    ['no list', { list: 'x' }, 'list must be a list.'],
    ['a member within', { inner: {} }, 'inner.deep is missing.'],
    ['a format with words of its own', { word: 'b' }, 'word must begin with an a.'],
    ['a rule without words', { odd: 'no' }, 'odd is not valid.'],
    ['two things', { name: '', count: 0 }, 'name must not be empty; count must be at least 1.'],
  ] as const)
    test(`with ${what} is refused in a sentence`, () => assert.equal(said(members), sentence))

  test('that is no object says so, and no more than five things are named', () => {
    assert.equal(
      refusal(() => parseAs(Body, 7)),
      'The body must be an object.',
    )
    assert.equal(said(Object.fromEntries('abcdefg'.split('').map((name) => [name, 1]))).split('; ').length, 5)
  })

  test('of several shapes is measured against the one whose method it names, else the nearest', () => {
    const Shapes = z.union([
      z.object({ method: z.literal('cash'), amount: z.int() }),
      z.object({ method: z.literal('stripe'), charge: z.string(), when: z.string() }),
    ])
    assert.equal(
      refusal(() => parseAs(Shapes, { method: 'stripe' })),
      'charge is missing; when is missing.',
    )
    assert.equal(
      refusal(() => parseAs(Shapes, { method: 'cash' })),
      'amount is missing.',
    )
    assert.equal(
      refusal(() => parseAs(z.union([z.object({ a: z.int(), b: z.int() }), z.object({ a: z.int() })]), {})),
      'a is missing.',
    )
  })
})

describe('the version that a reader has', () => {
  test('is known by any of its tags, weak or strong, and by *', () => {
    assert.equal(entityTag(7), '"7"')
    for (const tags of ['"7"', 'W/"7"', '"5", "7"', '"5" , W/"7"', '*']) assert.equal(isKnownVersion(tags, 7), true, tags)
    for (const tags of [undefined, '', '"77"', '7', '"6", "8"', 'x"7"', 'xW/"7"']) assert.equal(isKnownVersion(tags, 7), false, tags)
  })
})

test('A caller learns why it was refused, what is away, and nothing of what was unforeseen', () => {
  const refused = new ApiError('not_found', 'There is no such invoice.')
  assert.equal(asApiError(refused), refused)
  const code = (error: unknown): string => asApiError(error).code
  assert.equal(code(new DatabaseUnavailable('away')), 'unavailable')
  assert.equal(code(new StripeUnavailable('away')), 'stripe_unavailable')
  assert.equal(code(new LeaseLost('lost')), 'stripe_unavailable')
  assert.deepEqual([code(new Error('secret')), asApiError(new Error('secret')).message, code('thrown')], ['internal', '', 'internal'])
})
