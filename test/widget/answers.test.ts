import { expect } from '@open-wc/testing'
import { PaymentsClient } from '../../widget/shared/api/client.ts'
import { ProblemError, UnansweredError } from '../../widget/shared/api/errors.ts'
import { Session } from '../../widget/shared/api/session.ts'
import { json } from './support/fake-server.ts'
import { book, clientSecret, NOW, tabOf } from './support/tabs.ts'

describe('an answer', () => {
  const real = globalThis.fetch
  afterEach(() => void (globalThis.fetch = real))

  /** What a call gives, or throws, when the server or something before it answers this. */
  async function outcome(answer: Response, call: (client: PaymentsClient) => Promise<unknown>): Promise<unknown> {
    globalThis.fetch = async () => answer
    const session = new Session({ fetchClientSecret: async () => clientSecret(), now: () => NOW, onOtherInvoice: () => undefined })
    const client = new PaymentsClient('', session, { timeout: () => new AbortController().signal, isOnline: () => true })
    return call(client).catch((error: unknown) => error)
  }

  const tab = tabOf({ payments: [book('cash', 4_000)] })
  const payment = book('cash', 4_000)
  const found = { checkedAt: new Date(NOW).toISOString(), matches: true, difference: 0, recorded: 0 }
  const problem = { type: 'about:blank', title: 'Not refundable', status: 422, code: 'not_refundable', requestId: 'r' }

  const readTab = (client: PaymentsClient): Promise<unknown> => client.readTab(new AbortController().signal)
  const refund = (client: PaymentsClient): Promise<unknown> =>
    client.requestRefund({ payment: 'paid', amount: 1, reason: 'duplicate' }, 'key')
  const record = (client: PaymentsClient): Promise<unknown> => client.recordPayment({ method: 'cash', amount: 1, direction: 'in' }, 'key')
  const sync = (client: PaymentsClient): Promise<unknown> => client.sync()

  const READ = [
    ['a tab', tab, ['invoice', 'payments', 'disputes', 'permissions', 'attention', 'version'], readTab],
    ['a refund', payment, ['id', 'status', 'amount'], refund],
    ['a recorded payment', payment, ['id', 'status', 'amount'], record],
    ['what a sync found', found, ['checkedAt', 'matches', 'recorded'], sync],
  ] as const

  for (const [what, answer, needed, call] of READ) {
    it(`is read as ${what}, with members that this widget does not know`, async () => {
      expect(await outcome(json({ ...answer, ofTomorrow: 1 }), call)).to.deep.equal({ ...answer, ofTomorrow: 1 })
    })

    for (const member of needed)
      it(`without \`${member}\` is not taken for ${what}`, async () => {
        expect(await outcome(json({ ...answer, [member]: undefined }), call)).to.be.instanceOf(UnansweredError)
      })

    for (const [other, answered] of [
      ['a page', new Response('<html>Sign in</html>')],
      ['null', json(null)],
      ['a list', json([answer])],
    ] as const)
      it(`that is ${other} is not taken for ${what}`, async () => {
        expect(await outcome(answered, call)).to.be.instanceOf(UnansweredError)
      })
  }

  it('that refuses says why', async () => {
    const error = await outcome(json(problem, 422), refund)
    expect(error).to.be.instanceOf(ProblemError)
    expect(Reflect.get(error ?? {}, 'problem')).to.deep.equal(problem)
  })

  for (const member of ['code', 'title', 'status'])
    it(`that refuses without \`${member}\` leaves open what became of a refund`, async () => {
      expect(await outcome(json({ ...problem, [member]: undefined }, 422), refund)).to.be.instanceOf(UnansweredError)
    })
})
