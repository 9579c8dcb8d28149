import { PROBLEMS, type ProblemCode } from '../contract/problems.ts'

/** Statuses of requests that never became a call: what came was no HTTP, too long in coming, or too much. */
export type UnreadableStatus = 400 | 408 | 413 | 417 | 431

const REASONS: Readonly<Record<UnreadableStatus, readonly [ProblemCode, string]>> = {
  400: ['invalid_request', 'This is not a valid HTTP request.'],
  408: ['invalid_request', 'The request took too long to arrive.'],
  413: ['payload_too_large', 'The parts of the request are too large.'],
  417: ['invalid_request', 'What the header Expect wants is not done here.'],
  431: ['payload_too_large', 'The headers of the request are too large.'],
}

/** What such a request is answered with: a problem as any other, but for a status that says what was wrong with the HTTP. */
export function unreadableProblem(status: UnreadableStatus, requestId: string) {
  const [code, detail] = REASONS[status]
  return { type: `urn:jeweltrak:problem:${code}`, title: PROBLEMS[code].title, status, detail, code, requestId }
}
