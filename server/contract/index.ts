/** The wire contract, for hosts that parse it themselves: schemas and types of every call, and of what it answers. */
export { CALLS, problemsOf, type Answer, type Call, type CallBy, type CallId } from './calls.ts'
export * from './embed-claims.ts'
export * from './fields.ts'
export * from './money.ts'
export * from './problems.ts'
export * from './requests.ts'
export * from './responses.ts'
export * from './tab.ts'
