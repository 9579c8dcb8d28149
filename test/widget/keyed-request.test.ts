import { expect } from '@open-wc/testing'
import { PROBLEMS, type ProblemCode } from '../../server/contract/problems.ts'
import { OfflineError, ProblemError, SessionError, UnansweredError } from '../../widget/shared/api/errors.ts'
import { KeyedRequest } from '../../widget/shared/api/keyed-request.ts'

type Scripted = 'done' | 'open' | Error

/** A request whose answers are written down beforehand, with the keys and bodies that were sent. */
function scripted(...answers: Scripted[]): { request: KeyedRequest<number, string>; sent: string[] } {
  const sent: string[] = []
  let keys = 0
  const request = new KeyedRequest<number, string>({
    call: async (body, key) => {
      sent.push(`${key}:${body}`)
      const answer = answers.shift() ?? 'done'
      if (answer instanceof Error) throw answer
      return answer
    },
    newKey: () => `k${(keys += 1)}`,
    isOpen: (answer) => answer === 'open',
  })
  return { request, sent }
}

const lost = (): Error => new UnansweredError('lost')
const refused = (code: ProblemCode): Error =>
  new ProblemError({ type: 'about:blank', title: '', status: PROBLEMS[code].status, code, requestId: 'r' })

describe('a request that happens at most once', () => {
  it('takes a new key for each, once the outcome of the one before is known, even when they are equal', async () => {
    const { request, sent } = scripted()
    await request.send(5)
    await request.send(5)
    expect(sent).to.deep.equal(['k1:5', 'k2:5'])
  })

  it('hands on what was answered', async () => {
    const { request } = scripted('open', 'done')
    expect(await request.send(5)).to.deep.equal({ kind: 'answered', answer: 'open' })
    expect(await request.send(5)).to.deep.equal({ kind: 'answered', answer: 'done' })
  })

  it('sends the same again under the same key while the outcome is not known, whatever is given', async () => {
    const { request, sent } = scripted(lost(), 'open', 'done')
    expect((await request.send(5)).kind).to.equal('unanswered')
    await request.send(7)
    await request.send(7)
    await request.send(7)
    expect(sent).to.deep.equal(['k1:5', 'k1:5', 'k1:5', 'k2:7'])
  })

  for (const code of [
    'amount_exceeds_refundable',
    'exceeds_permission',
    'stripe_refused',
    'rate_limited',
    'forbidden',
    'invalid_request',
  ] as const) {
    it(`takes ${code} for definite when nothing was sent before`, async () => {
      const { request, sent } = scripted(refused(code))
      expect((await request.send(5)).kind).to.equal('refused')
      await request.send(5)
      expect(sent).to.deep.equal(['k1:5', 'k2:5'])
    })
  }

  for (const code of [
    'rate_limited',
    'unauthenticated',
    'forbidden',
    'not_found',
    'payload_too_large',
    'unsupported_media_type',
    'invalid_request',
    'internal',
    'stripe_unavailable',
  ] as const) {
    it(`does not take ${code} for the outcome of a request that went unanswered`, async () => {
      const { request, sent } = scripted(lost(), refused(code))
      await request.send(5)
      expect((await request.send(5)).kind).to.equal('unanswered')
      await request.send(5)
      expect(sent).to.deep.equal(['k1:5', 'k1:5', 'k1:5'])
    })
  }

  it('takes a refusal that comes after the key was checked for definite', async () => {
    const { request, sent } = scripted(lost(), refused('charge_disputed'))
    await request.send(5)
    expect((await request.send(5)).kind).to.equal('refused')
    await request.send(5)
    expect(sent).to.deep.equal(['k1:5', 'k1:5', 'k2:5'])
  })

  it('knows that nothing was sent when there was no client secret', async () => {
    const { request } = scripted(new SessionError('none'))
    expect(await request.send(5)).to.deep.equal({ kind: 'unsent', offline: false })
  })

  it('knows that nothing was sent while offline, unless the same was sent before', async () => {
    const offline = (): Error => new OfflineError('offline')
    const { request } = scripted(offline(), lost(), offline())
    expect(await request.send(5)).to.deep.equal({ kind: 'unsent', offline: true })
    await request.send(5)
    expect((await request.send(5)).kind).to.equal('unanswered')
  })

  it('keeps the key of what was never sent for the same, and takes a new one for another', async () => {
    const none = (): Error => new SessionError('none')
    const { request, sent } = scripted(none(), none(), none())
    for (const body of [5, 5, 7]) await request.send(body)
    expect(sent).to.deep.equal(['k1:5', 'k1:5', 'k2:7'])
  })

  it('does not know what became of it when the right to ask again is gone', async () => {
    const { request } = scripted(lost(), new SessionError('none'))
    await request.send(5)
    expect((await request.send(5)).kind).to.equal('unanswered')
  })
})
