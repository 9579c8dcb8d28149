/** What the tests use of Mocha, which runs them in the browser. */
declare function describe(name: string, body: () => void): void
declare function it(name: string, body: () => void | Promise<void>): void
declare function before(body: () => void | Promise<void>): void
declare function after(body: () => void | Promise<void>): void
declare function beforeEach(body: () => void | Promise<void>): void
declare function afterEach(
  body: (this: { readonly currentTest?: { readonly state?: string; fullTitle(): string } }) => void | Promise<void>,
): void
