import { expect, waitUntil } from '@open-wc/testing'
import { DisputeOpenedEvent } from '../../widget/events/dispute-opened.ts'
import { LoadFailedEvent } from '../../widget/events/error.ts'
import { json, problem } from './support/fake-server.ts'
import { click, dialogClosed, openDialog, stage, words } from './support/stage.ts'
import { ago, book, charge, clientSecret, DAY, disputeOf, HOUR, NOW, refundOf, tabOf } from './support/tabs.ts'

const paid = charge({ id: 'paid' })
const dueOf = ({ get }: Awaited<ReturnType<typeof stage>>): string => words(get('.balance dd'))

describe('the live tab', () => {
  it('shows a refund made in Stripe’s dashboard without anyone acting', async () => {
    const { server, find, row, events } = await stage(tabOf({ payments: [paid] }))
    server.push(tabOf({ payments: [paid, refundOf(paid, 3_000, { id: 'back', recordedBy: { name: null, via: 'stripe_dashboard' } })] }))
    await waitUntil(() => find('[data-payment="back"]') !== null)
    expect(words(row('back').querySelector('.date bdi'))).to.equal('In Stripe')
    expect(events.map(({ type }) => type)).to.deep.equal(['jeweltrak-ready', 'jeweltrak-refund-succeeded', 'jeweltrak-balance-changed'])
  })

  it('reads once, then streams with the version it has', async () => {
    const { server } = await stage(tabOf({ version: 17 }))
    expect(server.requests.map(({ call }) => call)).to.deep.equal(['GET payments', 'GET stream'])
    expect(server.seen('GET stream')[0]?.headers.get('Last-Event-ID')).to.equal('17')
    expect(server.seen('GET stream')[0]?.headers.get('Authorization')).to.equal(`Bearer ${clientSecret()}`)
  })

  it('says that it is reconnecting when the stream breaks, reconnects by itself, and misses nothing', async () => {
    const shown = await stage(tabOf({ invoice: { total: 10_000 } }))
    const { server, environment, find } = shown
    server.dropStreams()
    await waitUntil(() => find('[data-connection="reconnecting"]') !== null)
    server.change(tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 4_000)] }))
    environment.pass(1_000)
    await waitUntil(() => find('[part="connection"]') === null)
    await waitUntil(() => dueOf(shown) === '$60.00')
  })

  it('reads the tab every few seconds while the stream can’t be had', async () => {
    const shown = await stage(tabOf({ invoice: { total: 10_000 } }))
    const { server, environment, find } = shown
    server.answer('GET stream', () => new Response(null, { status: 502 }))
    server.dropStreams()
    await waitUntil(() => find('[data-connection="reconnecting"]') !== null)
    environment.pass(1_000)
    await waitUntil(() => find('[data-connection="reading"]') !== null)
    server.change(tabOf({ invoice: { total: 10_000 }, payments: [book('cash', 4_000)] }))
    environment.pass(8_000)
    await waitUntil(() => dueOf(shown) === '$60.00')
    server.answer('GET stream', null)
    environment.pass(8_000)
    await waitUntil(() => find('[part="connection"]') === null)
  })

  it('connects again soon, saying nothing, when the server ends the stream', async () => {
    const { server, environment, find } = await stage(tabOf())
    server.endStreams()
    await waitUntil(() => {
      environment.pass(500)
      return server.seen('GET stream').length === 2
    })
    expect(find('[part="connection"]') === null).to.equal(true)
  })

  it('takes a stream that went silent for dead', async () => {
    const { server, environment, find } = await stage(tabOf())
    await waitUntil(() => {
      environment.pass(30_000)
      return find('[data-connection="reconnecting"]') !== null
    })
    environment.pass(1_000)
    await waitUntil(() => server.seen('GET stream').length === 2)
  })

  it('reconnects when what the stream brings is no tab, and goes on showing the one it has', async () => {
    const shown = await stage(tabOf({ invoice: { total: 10_000 } }))
    const { server, environment, find } = shown
    server.answer(
      'GET stream',
      () => new Response('event: tab\ndata: {"version":9}\n\n', { headers: { 'Content-Type': 'text/event-stream' } }),
    )
    server.endStreams()
    await waitUntil(() => {
      environment.pass(500)
      return find('[data-connection="reconnecting"]') !== null
    })
    expect(dueOf(shown)).to.equal('$100.00')
    server.answer('GET stream', null)
    await waitUntil(() => {
      environment.pass(500)
      return find('[part="connection"]') === null
    })
  })

  it('never shows an older tab after a newer one', async () => {
    const shown = await stage(tabOf({ invoice: { total: 10_000 }, version: 5 }))
    const stale = tabOf({ invoice: { total: 99_900 }, version: 4 })
    shown.server.answer('GET stream', () => new Response(null, { status: 502 }))
    shown.server.dropStreams()
    await waitUntil(() => shown.find('[data-connection="reconnecting"]') !== null)
    shown.server.answer('GET payments', () => json(stale))
    click(shown.get('.sync'), 'button')
    await waitUntil(() => shown.server.seen('GET payments').length === 2)
    await waitUntil(() => words(shown.get('[aria-live="polite"]')) !== '')
    expect(dueOf(shown)).to.equal('$100.00')
  })

  it('stops when it is taken from the page, and goes on when it is put back', async () => {
    const { element, server } = await stage(tabOf())
    const parent = element.parentElement
    element.remove()
    await waitUntil(() => server.openStreams === 0)
    parent?.append(element)
    await waitUntil(() => server.openStreams === 1)
  })

  it('counts the minutes since the books were checked', async () => {
    const { environment, get } = await stage(
      tabOf({ sync: { checkedAt: ago(100_000), matches: true, difference: 0, changedSince: false } }),
    )
    expect(words(get('.sync-state'))).to.equal('Matches Stripe, checked 1 min ago')
    environment.pass(30_000)
    await waitUntil(() => words(get('.sync-state')) === 'Matches Stripe, checked 2 min ago')
  })

  it('never says that the books match where something of Stripe’s has changed since they were checked', async () => {
    const sync = { checkedAt: ago(120_000), matches: true, difference: 0, changedSince: true }
    const { get } = await stage(tabOf({ sync }))
    expect(words(get('.sync-state'))).to.equal('Changed since it was checked 2 min ago')
    expect(get('.sync-state').classList.contains('matches')).to.equal(false)
  })
})

describe('a change made here', () => {
  const cash = book('cash', 4_000, { id: 'cash' })
  const before = tabOf({ invoice: { total: 10_000 }, payments: [cash] })
  const after = tabOf({ invoice: { total: 10_000 } })

  /** The tab with the dialog that removes its row, confirmed; the server removes it as `then` does. */
  async function remove(then: (shown: Awaited<ReturnType<typeof stage>>) => void): Promise<Awaited<ReturnType<typeof stage>>> {
    const shown = await stage(before)
    click(shown.row('cash'), '[part="remove-button"]')
    const root = await openDialog(shown)
    shown.server.answer('DELETE payments/cash', () => {
      then(shown)
      return new Response(null, { status: 204 })
    })
    click(root, '[part="submit-button"]')
    await waitUntil(() => shown.server.seen('DELETE payments/cash').length === 1)
    return shown
  }

  it('is shown as the stream brings it, and is not read once more', async () => {
    const shown = await remove(({ server }) => server.push(after))
    await dialogClosed(shown)
    expect(dueOf(shown)).to.equal('$100.00')
    expect(shown.server.seen('GET payments').length).to.equal(1)
  })

  it('waits in its dialog for a stream that brings it after the answer', async () => {
    const shown = await remove(() => undefined)
    await waitUntil(() => shown.environment.isWaitedFor(3_000))
    expect(shown.find('.dialog') === null).to.equal(false)
    shown.server.push(after)
    await dialogClosed(shown)
    expect(shown.server.seen('GET payments').length).to.equal(1)
  })

  it('is read where the stream does not bring it within 3 s', async () => {
    const shown = await remove(({ server }) => server.change(after))
    await waitUntil(() => shown.environment.isWaitedFor(3_000))
    shown.environment.pass(3_000)
    await dialogClosed(shown)
    expect([dueOf(shown), shown.server.seen('GET payments').length]).to.deep.equal(['$100.00', 2])
  })

  it('is read at once where the stream ends meanwhile', async () => {
    const shown = await remove(({ server }) => {
      server.change(after)
      server.answer('GET stream', () => new Response(null, { status: 502 }))
    })
    await waitUntil(() => shown.environment.isWaitedFor(3_000))
    shown.server.dropStreams()
    await dialogClosed(shown)
    expect(dueOf(shown)).to.equal('$100.00')
  })
})

describe('“Sync now”', () => {
  it('compares with Stripe, and shows the difference', async () => {
    const tab = tabOf({ payments: [paid], sync: null })
    const { server, get, element } = await stage(tab)
    expect(words(get('.sync-state'))).to.equal('Not checked with Stripe yet')
    const sync = { checkedAt: new Date(NOW).toISOString(), matches: false, difference: -2_000, changedSince: false }
    server.answer('POST sync', () => {
      server.push({ ...tab, sync })
      return json({ ...sync, recorded: 0 })
    })
    click(get('.sync'), 'button')
    await element.updateComplete
    expect(words(get('.sync-state'))).to.equal('Checking with Stripe…')
    await waitUntil(() => words(get('.sync-state')) === 'Stripe has $20.00 less than these books, checked just now')
    expect(words(get('[aria-live="polite"]'))).to.equal('Stripe has $20.00 less than these books, checked just now')
  })

  it('says so when Stripe can’t be checked', async () => {
    const { server, get, find } = await stage(tabOf())
    server.answer('POST sync', () => problem('stripe_unavailable'))
    click(get('.sync'), 'button')
    await waitUntil(() => find('[part="failure"]') !== null)
    expect(words(get('[part="failure"]'))).to.equal('Stripe could not be checked. Try again in a moment.')
  })
})

describe('a dispute', () => {
  const blocked = charge({ id: 'paid', action: null, blockedBy: 'disputed' })

  it('brings a banner to the top by itself: amount, reason, deadline, countdown and the link to Stripe', async () => {
    const { server, find, get, events } = await stage(tabOf({ payments: [paid] }))
    server.push(tabOf({ payments: [blocked], disputes: [disputeOf(blocked)] }))
    await waitUntil(() => find('.banner') !== null)
    expect(words(get('.banner-words'))).to.equal(
      '$120.00 disputed The customer says the purchase never arrived. Stripe’s fee $15.00 At stake $135.00 Money away since Nov 22, 2026 Answer by Wed, Nov 25, 2026, 4:10 PM EST · 2 days 4 hours left What usually answers this',
    )
    expect(words(get('.banner strong'))).to.equal('2 days 4 hours left')
    const link = get<HTMLAnchorElement>('.banner a')
    expect([words(link), link.href, link.target, link.rel]).to.deep.equal([
      'Submit evidence in Stripe →',
      'https://dashboard.stripe.test/disputes/du_1',
      '_blank',
      'noopener',
    ])
    expect(events.some((event) => event instanceof DisputeOpenedEvent && event.dispute.amount === 12_000)).to.equal(true)
    await waitUntil(() => words(get('[aria-live="assertive"]')) === 'A payment of $120.00 was disputed.')
  })

  for (const [name, given, said, kind] of [
    ['far ahead', { evidenceDueBy: ago(-9 * DAY) }, '9 days left', 'chargeback'],
    ['in the last hour', { evidenceDueBy: ago(-HOUR / 2) }, '30 min left', 'chargeback'],
    ['passed', { evidenceDueBy: ago(DAY) }, 'Overdue: the deadline was Sun, Nov 22, 2026', 'chargeback'],
    ['met', { evidenceSubmitted: true }, 'Evidence submitted. The bank is deciding.', 'submitted'],
    [
      'of an appeal',
      { status: 'appeal_needs_response', evidenceSubmitted: true, evidenceDueBy: ago(-9 * DAY) },
      '9 days left',
      'chargeback',
    ],
    ['not set', { evidenceDueBy: null }, 'The bank has set no deadline.', 'chargeback'],
  ] as const) {
    it(`shows a deadline that is ${name}`, async () => {
      const { get } = await stage(tabOf({ payments: [blocked], disputes: [disputeOf(blocked, given)] }))
      expect(words(get('.banner .deadline'))).to.contain(said)
      expect(get('.banner').classList.contains(kind)).to.equal(true)
    })
  }

  for (const [left, stress] of [
    ['4 days', 'ahead'],
    ['3 days', 'ahead'],
    ['under 3 days', 'pressing'],
    ['no time', 'overdue'],
  ] as const) {
    it(`calls a deadline with ${left} left ${stress}, and stresses it only then`, async () => {
      const time = { '4 days': -4 * DAY, '3 days': -3 * DAY, 'under 3 days': -3 * DAY + 1, 'no time': 0 }[left]
      const { get, find } = await stage(tabOf({ payments: [blocked], disputes: [disputeOf(blocked, { evidenceDueBy: ago(time) })] }))
      expect(get('.banner .deadline').classList.contains(stress)).to.equal(true)
      expect(find('.banner strong') !== null).to.equal(stress !== 'ahead')
    })
  }

  it('is calmer while it is an inquiry', async () => {
    const { get } = await stage(
      tabOf({ payments: [paid], disputes: [disputeOf(paid, { inquiry: true, status: 'warning_needs_response', reason: 'general' })] }),
    )
    expect(words(get('.banner-title'))).to.equal('Bank inquiry about $120.00')
    expect(get('.banner').className).to.equal('banner inquiry')
  })

  it('keeps its banner until it is closed, whatever its status is called', async () => {
    const { server, find, row } = await stage(
      tabOf({ payments: [blocked], disputes: [disputeOf(blocked, { id: 'du', status: 'a_status_of_tomorrow' })] }),
    )
    expect(find('.banner') !== null).to.equal(true)
    server.push(tabOf({ payments: [paid], disputes: [disputeOf(paid, { id: 'du', status: 'won', open: false })] }))
    await waitUntil(() => find('.banner') === null)
    expect(words(row('paid').querySelector('.status'))).to.equal('Paid Dispute won')
  })
})

describe('the session', () => {
  it('calls the session URL with the page’s own cookies', async () => {
    const { server } = await stage(tabOf(), {
      prepare: (element, fake) => {
        element.fetchClientSecret = null
        element.sessionUrl = 'https://payments.test/session'
        fake.answer('POST /session', () => json({ clientSecret: clientSecret() }))
      },
    })
    expect(server.seen('POST /session').map(({ sent }) => sent.credentials)).to.deep.equal(['same-origin'])
  })

  it('fetches a fresh secret before the old one expires', async () => {
    let fetched = 0
    const { environment, server, get } = await stage(tabOf(), {
      prepare: (element, fake) => {
        element.fetchClientSecret = async () => clientSecret({ expiresAt: NOW + (fetched += 1) * 15 * 60_000 })
        fake.answer('POST sync', () => json({ checkedAt: ago(0), matches: true, difference: 0, recorded: 0 }))
      },
    })
    expect(fetched).to.equal(1)
    environment.time += 14.5 * 60_000
    click(get('.sync'), 'button')
    await waitUntil(() => server.seen('POST sync').length === 1)
    expect(fetched).to.equal(2)
  })

  it('fetches a fresh secret once when the server refuses the old one', async () => {
    let fetched = 0
    const { server, find } = await stage(tabOf(), {
      shown: false,
      prepare: (element, fake) => {
        element.fetchClientSecret = async () => clientSecret({ expiresAt: NOW + (fetched += 1) * 15 * 60_000 })
        fake.answer('GET payments', () => {
          fake.answer('GET payments', null)
          return problem('unauthenticated')
        })
      },
    })
    await waitUntil(() => find('.facts') !== null)
    expect([fetched, server.seen('GET payments').length]).to.deep.equal([2, 2])
  })

  for (const [name, prepare, code] of [
    ['there is no way to a client secret', (): null => null, 'session_failed'],
    ['the page gives no client secret', (): (() => Promise<string>) => () => Promise.reject(new Error('no')), 'session_failed'],
    ['the client secret is none of ours', (): (() => Promise<string>) => async () => 'abc', 'session_failed'],
  ] as const) {
    it(`says that it can’t be shown when ${name}`, async () => {
      const { find, get, events } = await stage(tabOf(), { shown: false, prepare: (element) => (element.fetchClientSecret = prepare()) })
      await waitUntil(() => find('[part="error"]') !== null)
      expect(get('[part="error"]').dataset['code']).to.equal(code)
      expect(events.map((event) => event instanceof LoadFailedEvent && event.code)).to.deep.equal([code])
    })
  }

  for (const code of ['unauthenticated', 'forbidden', 'not_found', 'unavailable', 'internal'] as const) {
    it(`says why when the server answers ${code}`, async () => {
      const { find, get } = await stage(tabOf(), {
        shown: false,
        prepare: (_, server) => server.answer('GET payments', () => problem(code)),
      })
      await waitUntil(() => find('[part="error"]') !== null)
      expect(get('[part="error"]').dataset['code']).to.equal(code)
      expect(words(get('[part="error"]')).includes('give your administrator this number: req_1')).to.equal(code === 'internal')
    })
  }

  it('starts over on “Try again”', async () => {
    const { find, get, server } = await stage(tabOf(), {
      shown: false,
      prepare: (_, fake) => fake.answer('GET payments', () => Response.error()),
    })
    await waitUntil(() => find('[part="error"]') !== null)
    expect(words(get('[part="error"]'))).to.contain('Payments can’t be reached')
    server.answer('GET payments', null)
    click(get('[part="error"]'), 'button')
    await waitUntil(() => find('.facts') !== null)
  })
})
