import { expect } from '@open-wc/testing'
import { SessionError } from '../../widget/shared/api/errors.ts'
import { fetchFromSessionUrl, Session } from '../../widget/shared/api/session.ts'
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

  it('keeps a newer secret although an older fetch fails late', async () => {
    const { promise: first, reject: fail } = Promise.withResolvers<string>()
    let asked = 0
    const session = new Session({
      fetchClientSecret: () => ((asked += 1) === 1 ? first : Promise.resolve(clientSecret())),
      now: () => NOW,
      onOtherInvoice: () => undefined,
    })
    const failed = session.grant().catch((error: unknown) => error)
    fail(new Error('gone'))
    expect(Reflect.get((await failed) ?? {}, 'message')).to.equal('The page could not get a client secret.')
    await Promise.all([session.grant(), session.grant()])
    expect(asked).to.equal(2)
  })

  it('gives no grant for another invoice than its first, and says that the host went on', async () => {
    let went = 0
    const invoices = ['1001', '1002']
    const session = new Session({
      fetchClientSecret: async () => clientSecret({ invoice: invoices.shift() ?? '' }),
      now: () => NOW,
      onOtherInvoice: () => void (went += 1),
    })
    const failure = await session.renew(await session.grant()).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(SessionError)
    expect(Reflect.get(failure ?? {}, 'message')).to.equal('The client secret is for another invoice.')
    expect(went).to.equal(1)
  })

  it('reads a secret whose letters base64url spells in its own way', async () => {
    const claims = JSON.stringify({ invoice: '1001', exp: NOW / 1000 + 900, name: '>>>???~~~' })
    const payload = btoa(claims).replaceAll('+', '-').replaceAll('/', '_')
    expect(payload).to.match(/-.*_|_.*-/)
    const session = new Session({ fetchClientSecret: async () => `a.${payload}.b`, now: () => NOW, onOtherInvoice: () => undefined })
    expect((await session.grant()).invoice).to.equal('1001')
  })

  const noInvoice = `a.${btoa(JSON.stringify({ exp: NOW / 1000 + 900 }))}.b`
  const noExpiry = `a.${btoa(JSON.stringify({ invoice: '1001' }))}.b`
  for (const secret of ['', 'no token', 'a.b.c', noInvoice, noExpiry])
    it(`takes ${JSON.stringify(secret)} for no client secret`, async () => {
      const session = new Session({ fetchClientSecret: async () => secret, now: () => NOW, onOtherInvoice: () => undefined })
      const failure = await session.grant().catch((error: unknown) => error)
      expect(failure).to.be.instanceOf(SessionError)
      expect(Reflect.get(failure ?? {}, 'message')).to.equal('The client secret is not one of JewelTrak Payments.')
    })
})

describe('a session URL', () => {
  const real = globalThis.fetch
  afterEach(() => void (globalThis.fetch = real))

  /** What is sent to the session URL, and what the client gets from its answer. */
  async function asked(answer: Response): Promise<{ sent: unknown; got: unknown }> {
    let sent: unknown
    globalThis.fetch = async (...request) => {
      sent = request
      return answer
    }
    const got = await fetchFromSessionUrl('/session')().catch((error: unknown) => error)
    return { sent, got }
  }

  it('is asked by POST with the page’s own cookies, and answers the client secret', async () => {
    const { sent, got } = await asked(Response.json({ clientSecret: 'es_secret' }))
    expect(sent).to.deep.equal(['/session', { method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json' } }])
    expect(got).to.equal('es_secret')
  })

  for (const [what, answer, message] of [
    ['refuses', Response.json({ clientSecret: 'es_secret' }, { status: 403 }), 'The session URL answered 403.'],
    ['answers something else', Response.json({ secret: 'es_secret' }), 'The session URL did not answer {clientSecret}.'],
    ['answers no JSON', new Response('signed out'), 'The session URL did not answer {clientSecret}.'],
  ] as const)
    it(`that ${what} gives none`, async () => {
      const { got } = await asked(answer)
      expect(got).to.be.instanceOf(SessionError)
      expect(Reflect.get(got ?? {}, 'message')).to.equal(message)
    })
})
