import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStripeGateway } from '../../../server/stripe/gateway.ts'
import { until, untilIs } from '../../support/until.ts'

test('of an account’s reads a few are made at once; those about refunds, and another account’s, wait for none', async () => {
  const sent: string[] = []
  const answers: (() => void)[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const account = new Headers(init?.headers).get('stripe-account') ?? 'own'
    sent.push(`${account} ${new URL(input instanceof Request ? input.url : input).pathname}`)
    await new Promise<void>((resolve) => answers.push(resolve))
    return Response.json({ error: { type: 'invalid_request_error', code: 'resource_missing' } }, { status: 404 })
  }
  const gateway = createStripeGateway({ secretKey: 'sk_test_1', apiUrl: null, fetch })

  const reads = Array.from({ length: 9 }, (_, n) => gateway.getCharge(null, `ch_${n}`))
  await untilIs(() => sent.length, 4)
  const others = [gateway.getRefund(null, 're_1'), gateway.getDispute('acct_other', 'du_1')]
  await untilIs(() => sent.length, 6)
  assert.deepEqual(sent.slice(4), ['own /v1/refunds/re_1', 'acct_other /v1/disputes/du_1'])

  while (answers.length > 0) {
    for (const answer of answers.splice(0)) answer()
    await until(() => answers.length > 0 || sent.length === 11)
  }
  assert.deepEqual(
    await Promise.all([...reads, ...others]),
    Array.from({ length: 11 }, () => null),
  )
})
