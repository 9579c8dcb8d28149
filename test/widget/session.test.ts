import { expect } from '@open-wc/testing'
import { SessionError } from '../../widget/shared/api/errors.ts'
import { Session } from '../../widget/shared/api/session.ts'
import { clientSecret, HOUR, NOW } from './support/tabs.ts'

const MINUTE = 60_000

/** A session whose host gives a fresh secret each time, of 15 minutes. */
function sessionAt(time: number): { session: Session; fetched: () => number; pass: (milliseconds: number) => void } {
  let fetched = 0
  let passed = 0
  const session = new Session({
    fetchClientSecret: async () => clientSecret({ expiresAt: NOW + passed + 15 * MINUTE + (fetched += 1) * 1_000 }),
    now: () => time + passed,
    onOtherInvoice: () => undefined,
  })
  return { session, fetched: () => fetched, pass: (milliseconds) => (passed += milliseconds) }
}

describe('a session', () => {
  it('fetches one secret for many calls', async () => {
    const { session, fetched } = sessionAt(NOW)
    await Promise.all([session.grant(), session.grant()])
    await session.grant()
    expect(fetched()).to.equal(1)
  })

  it('fetches the next a minute before the one it has expires', async () => {
    const { session, fetched, pass } = sessionAt(NOW)
    await session.grant()
    pass(14 * MINUTE)
    await session.grant()
    expect(fetched()).to.equal(1)
    pass(1_000)
    await session.grant()
    expect(fetched()).to.equal(2)
  })

  it('on a machine whose clock is an hour ahead fetches one secret in half a minute, not one a call', async () => {
    const { session, fetched, pass } = sessionAt(NOW + HOUR)
    for (let call = 0; call < 5; call += 1) await session.grant()
    expect(fetched()).to.equal(1)
    pass(30_000)
    await session.grant()
    expect(fetched()).to.equal(2)
  })

  it('fetches one fresh secret for calls that were refused at once', async () => {
    const { session, fetched } = sessionAt(NOW)
    const stale = await session.grant()
    const renewed = await Promise.all([session.renew(stale), session.renew(stale)])
    renewed.push(await session.renew(stale))
    expect([fetched(), new Set(renewed.map(({ token }) => token)).size]).to.deep.equal([2, 1])
  })

  it('calls the host again after it gave none', async () => {
    let calls = 0
    const session = new Session({
      fetchClientSecret: async () => {
        calls += 1
        if (calls === 1) throw new Error('signed out')
        return clientSecret()
      },
      now: () => NOW,
      onOtherInvoice: () => undefined,
    })
    const failure = await session.grant().catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(SessionError)
    expect((await session.grant()).invoice).to.equal('1001')
  })
})
