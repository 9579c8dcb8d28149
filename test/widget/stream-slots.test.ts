import { expect, waitUntil } from '@open-wc/testing'
import { takeStreamSlot, type StreamSlot } from '../../widget/shared/api/stream-slots.ts'
import { browserEnvironment, type Environment } from '../../widget/shared/environment.ts'
import type { JeweltrakPayments } from '../../widget/index.ts'
import { click, API, stage, TestEnvironment, words, type Stage } from './support/stage.ts'
import { book, tabOf } from './support/tabs.ts'

const due = ({ get }: Stage): string => words(get('.balance dd'))
const reads = ({ server }: Stage): (string | null)[] => server.seen('GET payments').map(({ headers }) => headers.get('If-None-Match'))
const taken: StreamSlot[] = []

/** As four other windows of the shop do. */
async function takeAllSlots(): Promise<void> {
  await waitUntil(async () => {
    const slot = await takeStreamSlot(API, new TestEnvironment())
    if (slot !== null) taken.push(slot)
    return taken.length === 4
  })
}

afterEach(() => {
  for (const slot of taken.splice(0)) slot.release()
})

/** What the page is given, before the tag is on it. */
const setting =
  (given: Partial<Pick<TestEnvironment, 'locks' | 'loaded'>>) =>
  ({ environment }: JeweltrakPayments): void => {
    Object.assign(environment, given)
  }

/** A tag that gets no stream, once it has read and read again. */
async function stageReading(prepare?: (element: JeweltrakPayments) => void): Promise<Stage> {
  const tab = tabOf({ invoice: { total: 10_000 }, version: 5 })
  const shown = await stage(tab, { shown: false, ...(prepare === undefined ? {} : { prepare }) })
  await waitUntil(() => reads(shown).length === 2 && shown.environment.isWaitedFor(2_000), 'the tab to be read and followed')
  return shown
}

async function pass2s({ environment }: Stage): Promise<void> {
  await waitUntil(() => environment.isWaitedFor(2_000), 'the tab to wait for its next read')
  environment.pass(2_000)
}

describe('a page that is out of sight', () => {
  it('gives its stream back, requests nothing, and takes it again with the version it has when it is seen', async () => {
    const shown = await stage(tabOf({ invoice: { total: 10_000 }, version: 5 }))
    const { server, environment } = shown
    environment.becomes('hidden')
    await waitUntil(() => server.openStreams === 0)
    const before = server.requests.length
    server.change(tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 4_000)] }))
    for (let minute = 0; minute < 5; minute += 1) environment.pass(60_000)
    expect(shown.find('[part="connection"]') === null).to.equal(true)
    environment.becomes('visible')
    await waitUntil(() => due(shown) === '$60.00')
    expect(server.requests.slice(before).map(({ call, headers }) => [call, headers.get('Last-Event-ID')])).to.deep.equal([
      ['GET stream', '5'],
    ])
    expect(server.openStreams).to.equal(1)
  })

  it('leaves its slot to another', async () => {
    await takeAllSlots()
    taken.pop()?.release()
    const { environment, server } = await stage(tabOf())
    expect(await takeStreamSlot(API, environment)).to.equal(null)
    environment.becomes('hidden')
    await waitUntil(async () => {
      const slot = await takeStreamSlot(API, environment)
      if (slot !== null) taken.push(slot)
      return slot !== null
    })
    await waitUntil(() => server.openStreams === 0)
  })

  it('gives its stream back also while that is still being opened', async () => {
    const { server, environment, find } = await stage(tabOf(), {
      shown: false,
      prepare: (_, fake) => fake.hang('GET stream'),
    })
    await waitUntil(() => server.seen('GET stream').length === 1)
    environment.becomes('hidden')
    await waitUntil(async () => {
      const slot = await takeStreamSlot(API, environment)
      if (slot !== null) taken.push(slot)
      return taken.length === 4
    }, 'all slots to be free')
    expect(find('[part="connection"]') === null).to.equal(true)
  })
})

describe('a tab without a slot for a stream', () => {
  it('reads every 2 s with the version that it has, and shows what changed', async () => {
    await takeAllSlots()
    const shown = await stageReading()
    expect(reads(shown)).to.deep.equal([null, '"5"'])
    for (const read of [3, 4]) {
      await pass2s(shown)
      await waitUntil(() => reads(shown).length === read)
    }
    shown.server.change(tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 4_000)] }))
    await pass2s(shown)
    await waitUntil(() => due(shown) === '$60.00')
    expect(reads(shown)).to.deep.equal([null, '"5"', '"5"', '"5"', '"5"'])
    expect([shown.server.seen('GET stream').length, shown.find('[part="connection"]') === null]).to.deep.equal([0, true])
  })

  it('reads at once after its own call', async () => {
    await takeAllSlots()
    const shown = await stageReading()
    shown.server.change(tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 4_000)] }))
    click(shown.get('.sync'), 'button')
    await waitUntil(() => due(shown) === '$60.00')
  })

  it('takes up a slot that becomes free', async () => {
    await takeAllSlots()
    const { environment, server } = await stageReading()
    taken.pop()?.release()
    await waitUntil(() => {
      environment.pass(2_000)
      return server.openStreams === 1
    })
    expect(server.seen('GET stream')[0]?.headers.get('Last-Event-ID')).to.equal('5')
  })

  it('does not read while the page is out of sight, and reads when it is seen', async () => {
    await takeAllSlots()
    const shown = await stageReading()
    const { environment, server } = shown
    const conditional = (): number => reads(shown).filter((taken) => taken !== null).length
    environment.becomes('hidden')
    for (const call of [1, 2, 3]) {
      environment.pass(60_000)
      click(shown.get('.sync'), 'button')
      await waitUntil(() => server.seen('POST sync').length === call && reads(shown).length - conditional() === 1 + call)
    }
    expect(conditional()).to.equal(1)
    server.change(tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 4_000)] }))
    environment.becomes('visible')
    await waitUntil(() => due(shown) === '$60.00')
    expect(conditional()).to.equal(2)
  })

  it('says so while it can’t read, and no longer once it can', async () => {
    await takeAllSlots()
    const shown = await stageReading()
    const { environment, server, find } = shown
    server.answer('GET payments', () => Response.error())
    await pass2s(shown)
    await waitUntil(() => find('[data-connection="reconnecting"]') !== null)
    server.answer('GET payments', null)
    await waitUntil(() => {
      environment.pass(1_000)
      return find('[part="connection"]') === null
    })
  })
})

describe('a page that can’t count its streams', () => {
  const refusing: Environment['locks'] = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }
  const over = (nextHopProtocol: string, server = API) => [{ name: `${server}/v1/invoices/1001/payments`, nextHopProtocol }]

  for (const [why, locks] of [
    ['it has no locks', null],
    ['it is refused locks', refusing],
  ] as const) {
    for (const protocol of ['h2', 'h3']) {
      it(`streams over ${protocol}, as ${why}`, async () => {
        const { server } = await stage(tabOf(), { prepare: setting({ locks, loaded: over(protocol) }) })
        expect(server.openStreams).to.equal(1)
      })
    }

    for (const [name, loaded] of [
      ['HTTP/1.1', over('http/1.1')],
      ['what is not known', over('')],
      ['HTTP/1.1 where another server speaks HTTP/2', over('h2', `${API}.example`)],
    ] as const) {
      it(`reads over ${name}, as ${why}`, async () => {
        const shown = await stageReading(setting({ locks, loaded }))
        await pass2s(shown)
        await waitUntil(() => reads(shown).length === 3)
        expect(shown.server.seen('GET stream').length).to.equal(0)
      })
    }
  }
})

describe('the slots', () => {
  it('are four for each server, and given back are free again', async () => {
    const environment = new TestEnvironment()
    await takeAllSlots()
    expect(await takeStreamSlot(API, environment)).to.equal(null)
    const other = await takeStreamSlot('https://other.test', environment)
    expect(other).not.to.equal(null)
    other?.release()
  })

  it('are of the server’s origin, however its address is written', async () => {
    await takeAllSlots()
    const shown = await stageReading((element) => {
      element.api = `${API}/`
    })
    expect(shown.server.seen('GET stream').length).to.equal(0)
  })
})

describe('the browser’s page', () => {
  const see = (visibility: DocumentVisibilityState): void => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }
  afterEach(() => {
    Reflect.deleteProperty(document, 'visibilityState')
  })

  it('is waited for to go out of sight and to come back, or no longer', async () => {
    const resolved: string[] = []
    const { signal } = new AbortController()
    const giveUp = new AbortController()
    await browserEnvironment.untilPageIs('visible', signal)
    const hidden = browserEnvironment.untilPageIs('hidden', signal).then(() => resolved.push('hidden'))
    const never = browserEnvironment.untilPageIs('hidden', giveUp.signal).then(() => resolved.push('given up'))
    giveUp.abort()
    await never
    expect(resolved).to.deep.equal(['given up'])
    see('hidden')
    await hidden
    const visible = browserEnvironment.untilPageIs('visible', signal).then(() => resolved.push('visible'))
    see('visible')
    await visible
    expect(resolved).to.deep.equal(['given up', 'hidden', 'visible'])
  })

  it('lists what it loaded, with the protocol', () => {
    const own = browserEnvironment.resources().filter(({ name }) => name.startsWith(`${location.origin}/`))
    expect(own.length).to.be.greaterThan(0)
    expect(new Set(own.map(({ nextHopProtocol }) => nextHopProtocol))).to.include('http/1.1')
  })
})
