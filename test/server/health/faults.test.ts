/** Three of the faults that `npm run proof -- faults` plays: of each there is a measurement and a sentence that says what to do. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AROUND_FAULTS } from '../../proof/faults/around.ts'
import { seeFault } from '../../proof/faults/faults.ts'
import { STRIPE_FAULTS } from '../../proof/faults/stripe.ts'
import { isSeen } from '../../proof/faults/watch-for.ts'

const FAULTS = { ...STRIPE_FAULTS, ...AROUND_FAULTS }
const SAMPLE = ['Stripe: the key was revoked (401)', 'Pooler: notifications are lost', 'Webhooks: none for a day while charges are made']

describe('Not silent', () => {
  for (const name of SAMPLE)
    test(name, async () => {
      const fault = FAULTS[name]
      assert.ok(fault !== undefined)
      const seen = await seeFault(name, fault)
      assert.ok(isSeen(seen), JSON.stringify(seen))
    })
})

test('There are forty of them and more', () => assert.ok(Object.keys(FAULTS).length >= 40))
