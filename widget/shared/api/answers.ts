/**
 * Recognises the server's answers by a few members each, which tell them from what may come in their place, such as a proxy's
 * page. The rest of an answer is trusted, as the server checks it: the schemas to check it here would weigh more than everything
 * that is drawn from it.
 */
import type { EmbedClaims } from '../../../server/contract/embed-claims.ts'
import type { Problem } from '../../../server/contract/problems.ts'
import type { EmbedSession, SyncResult, Thread } from '../../../server/contract/responses.ts'
import type { Payment, Tab } from '../../../server/contract/tab.ts'

/** Whether a value read from JSON is what its name says. */
export type Guard<Answer> = (value: unknown) => value is Answer

export const isTab: Guard<Tab> = (value): value is Tab =>
  isObject(value) &&
  isObject(value['invoice']) &&
  isObject(value['permissions']) &&
  Array.isArray(value['payments']) &&
  Array.isArray(value['disputes']) &&
  Array.isArray(value['attention']) &&
  Number.isInteger(value['version'])

export const isPayment: Guard<Payment> = (value): value is Payment =>
  isObject(value) && typeof value['id'] === 'string' && typeof value['status'] === 'string' && Number.isInteger(value['amount'])

export const isSyncResult: Guard<SyncResult> = (value): value is SyncResult =>
  isObject(value) && typeof value['checkedAt'] === 'string' && typeof value['matches'] === 'boolean' && Number.isInteger(value['recorded'])

export const isThread: Guard<Thread> = (value): value is Thread => isObject(value) && Array.isArray(value['steps'])

/** Its status counts too: by it, a refund is taken for refused or for unknown. */
export const isProblem: Guard<Problem> = (value): value is Problem =>
  isObject(value) && typeof value['code'] === 'string' && typeof value['title'] === 'string' && Number.isInteger(value['status'])

/** What the page's endpoint passes on. */
export type SessionAnswer = Pick<EmbedSession, 'clientSecret'>

export const isSessionAnswer: Guard<SessionAnswer> = (value): value is SessionAnswer =>
  isObject(value) && typeof value['clientSecret'] === 'string'

/** What the widget reads of its token. */
export type Claims = Pick<Extract<EmbedClaims, { invoice: string }>, 'invoice' | 'exp'>

export const isClaims: Guard<Claims> = (value): value is Claims =>
  isObject(value) && typeof value['invoice'] === 'string' && Number.isInteger(value['exp'])

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
