/** Every kind of caller: keys good and bad, and tokens that the server made or that somebody forged. */
import { generateKeyPairSync } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { Permission } from '../../../server/contract/fields.ts'
import { hashKey } from '../../../server/access/issue-key.ts'
import { createApi, type Api } from '../../support/api.ts'
import { API_KEY } from '../../support/server.ts'
import type { HttpShop } from '../../support/shop.ts'

/** The stores, and the invoices that each has: one id is in both. */
export const INVOICES = { default: ['shared', 'ours_only'], theirs: ['shared', 'theirs_only'] } as const
export type StoreId = keyof typeof INVOICES

/** Who a caller is to the server: nobody, a store's host, or a person on one invoice of a store. */
export type Who =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'host'; readonly store: StoreId }
  | { readonly kind: 'widget'; readonly store: StoreId; readonly invoice: string; readonly permissions: readonly Permission[] }

const ALL = Permission.options
const SUBSETS: readonly (readonly Permission[])[] = [
  [],
  ...ALL.map((one) => [one]),
  ...ALL.map((one) => ALL.filter((each) => each !== one)),
  ALL,
]

const SECRET = 'an_embed_secret_of_these_tests_long_enough_for_HS512_to_take_it_for_a_key_as_well'
export const EMBED_SECRET = SECRET
export const THEIR_KEY = 'the_api_key_of_the_other_store'

interface Making {
  readonly shop: HttpShop
  readonly ours: Api
  readonly theirs: Api
  /** Seconds since 1970. */
  readonly now: number
}

/** What a caller sends as its `Authorization` header; null for none. */
type Make = (making: Making) => Promise<string | null> | string | null

export interface CallerKind {
  readonly name: string
  readonly who: Who
  readonly authorization: Make
}

const bearer = async (token: Promise<string> | string): Promise<string> => `Bearer ${await token}`
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function claims({ now }: Making): Record<string, unknown> {
  const who = { sub: 'user_1', name: 'Mallory', store: 'default', invoice: 'shared', permissions: ALL, sid: 'es_forged' }
  return { aud: 'jeweltrak-payments', ...who, iat: now, exp: now + 600 }
}

function sign(payload: Record<string, unknown>, alg = 'HS256', key: Parameters<SignJWT['sign']>[0] = Buffer.from(SECRET)): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg, typ: 'JWT' }).sign(key)
}

/** A good token of an invoice of ours that allows nothing, with other claims under the old signature. */
async function tampered(making: Making, change: object): Promise<string> {
  const [header, payload, signature] = (await making.ours.openSession('shared', { permissions: [] })).split('.')
  const claims: unknown = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  return `${header}.${encode({ ...(typeof claims === 'object' ? claims : {}), ...change })}.${signature}`
}

/** A token signed as it should be whose header says another algorithm. */
async function renamed(making: Making, alg: string): Promise<string> {
  const [, payload, signature] = (await sign(claims(making))).split('.')
  return `${encode({ alg, typ: 'JWT' })}.${payload}.${signature}`
}

/** A key of store `default` that ends, or ended, so many seconds from now. */
async function keyUntil({ shop, now }: Making, key: string, seconds: number): Promise<string> {
  await shop.db
    .insertInto('api_keys')
    .values({ hash: hashKey(key), store: 'default', hint: '…', expires_at: new Date((now + seconds) * 1000) })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
  return `Bearer ${key}`
}

const NOBODY: Readonly<Record<string, Make>> = {
  'no bearer': () => null,
  'an empty bearer': () => 'Bearer ',
  'a wrong key': () => 'Bearer jtk_wrong',
  'our key cut short': () => `Bearer ${API_KEY.slice(0, -1)}`,
  'our key as Basic': () => `Basic ${Buffer.from(`${API_KEY}:`).toString('base64')}`,
  'our key that has ended': (m) => keyUntil(m, 'key_that_has_ended', -1),
  'the hash of our key': () => `Bearer ${hashKey(API_KEY)}`,
  'the secret that signs tokens': () => `Bearer ${SECRET}`,
  'a token that has ended': (m) => bearer(sign({ ...claims(m), iat: m.now - 600, exp: m.now - 1 })),
  'a token of more than 15 minutes': (m) => bearer(sign({ ...claims(m), exp: m.now + 901 })),
  'a token without an end': (m) => bearer(sign({ ...claims(m), exp: undefined })),
  'a token of nobody': (m) => bearer(sign({ ...claims(m), sub: undefined })),
  'a token with permissions written in': (m) => bearer(tampered(m, { permissions: ALL })),
  'a token moved to another invoice': (m) => bearer(tampered(m, { invoice: 'ours_only', permissions: ALL })),
  'a token moved to the other store': (m) => bearer(tampered(m, { store: 'theirs', permissions: ALL })),
  'a token without a signature': (m) => bearer(new UnsecuredJWT(claims(m)).encode()),
  'a token that says none': (m) => bearer(renamed(m, 'none')),
  'a token signed HS384': (m) => bearer(sign(claims(m), 'HS384')),
  'a token signed HS512': (m) => bearer(sign(claims(m), 'HS512')),
  'a token signed RS256': (m) => bearer(sign(claims(m), 'RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)),
  'a token that says RS256 of an HS256 signature': (m) => bearer(renamed(m, 'RS256')),
  'a token signed by another secret': (m) => bearer(sign(claims(m), 'HS256', Buffer.from('another secret, as long as it takes'))),
  'a token for another audience': (m) => bearer(sign({ ...claims(m), aud: 'somebody-else' })),
  'a token without an audience': (m) => bearer(sign({ ...claims(m), aud: undefined })),
}

const widget = (store: StoreId, invoice: string, permissions: readonly Permission[]): Who => ({
  kind: 'widget',
  store,
  invoice,
  permissions,
})

export const CALLER_KINDS: readonly CallerKind[] = [
  ...Object.entries(NOBODY).map(([name, authorization]) => ({ name, who: { kind: 'nobody' as const }, authorization })),
  { name: 'our key', who: { kind: 'host', store: 'default' }, authorization: () => `Bearer ${API_KEY}` },
  {
    name: 'our older key within the overlap',
    who: { kind: 'host', store: 'default' },
    authorization: (m) => keyUntil(m, 'key_before_the_change', 3600),
  },
  { name: 'their key', who: { kind: 'host', store: 'theirs' }, authorization: () => `Bearer ${THEIR_KEY}` },
  ...SUBSETS.map((permissions) => ({
    name: `a token of our invoice that allows ${permissions.join(', ') || 'nothing'}`,
    who: widget('default', 'shared', permissions),
    authorization: ({ ours }: Making) => bearer(ours.openSession('shared', { permissions })),
  })),
  {
    name: 'a token of another invoice of ours',
    who: widget('default', 'ours_only', ALL),
    authorization: ({ ours }) => bearer(ours.openSession('ours_only')),
  },
  {
    name: 'a token of their invoice of the same id',
    who: widget('theirs', 'shared', ALL),
    authorization: ({ theirs }) => bearer(theirs.openSession('shared')),
  },
  {
    name: 'a token of another invoice of theirs',
    who: widget('theirs', 'theirs_only', ALL),
    authorization: ({ theirs }) => bearer(theirs.openSession('theirs_only')),
  },
]

/** The `Authorization` header of every caller, by the caller's name. */
export async function authorizations(shop: HttpShop): Promise<Map<string, string | null>> {
  const making = { shop, ours: shop.host, theirs: createApi(shop.url, THEIR_KEY), now: Math.floor(Date.now() / 1000) }
  const made = new Map<string, string | null>()
  for (const { name, authorization } of CALLER_KINDS) made.set(name, await authorization(making))
  return made
}
