/** Lets Node run those tests of the elements that need no page: their words are Node's own, and `expect` is the browser's. */
import { registerHooks } from 'node:module'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'

Object.assign(globalThis, { after, afterEach, before, beforeEach, describe, it })
registerHooks({
  resolve: (specifier, context, next) => next(specifier === '@open-wc/testing' ? '@esm-bundle/chai/esm/chai.js' : specifier, context),
})
