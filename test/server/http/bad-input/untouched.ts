/** What every bad input must leave: a problem in its exact shape, and all books as they were. */
import assert from 'node:assert/strict'
import { Problem, PROBLEMS, type ProblemCode } from '../../../../server/contract/problems.ts'
import type { ApiAnswer } from '../../../support/api.ts'
import { databaseState } from '../../../support/database-state.ts'
import type { HttpShop } from '../../../support/shop.ts'

export const CUSTOMER = { name: 'Wilhelmina Featherstone', email: 'wilhelmina@featherstone.example' }

/** Does `work`, then compares the tabs, the audit logs and the whole database with what they were before. */
export async function leavesAll(shop: HttpShop, invoices: readonly string[], work: () => Promise<void>): Promise<void> {
  const read = async () => ({
    database: await databaseState(shop),
    tabs: await Promise.all(invoices.map((invoice) => shop.tab(invoice))),
    audits: await Promise.all(invoices.map((invoice) => shop.audit(invoice))),
  })
  const before = await read()
  await work()
  assert.deepEqual(await read(), before)
}

/** Checks the answer against RFC 9457 and the contract: code, status, title, type and the request's id. */
export function assertProblem(answer: ApiAnswer, code: ProblemCode, what: string): Problem {
  assert.equal(answer.code, code, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`)
  const problem = Problem.parse(answer.json)
  const { status, title } = PROBLEMS[code]
  assert.partialDeepStrictEqual(problem, { code, status, title, type: `urn:jeweltrak:problem:${code}` }, what)
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [status, 'application/problem+json'], what)
  assert.equal(problem.requestId, answer.headers.get('request-id'), what)
  return problem
}
