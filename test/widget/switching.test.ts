import { expect, waitUntil } from '@open-wc/testing'
import { ReadyEvent } from '../../widget/events/ready.ts'
import { json } from './support/fake-server.ts'
import { click, openDialog, stage, type, words, type Stage } from './support/stage.ts'
import { ago, book, charge, clientSecret, NOW, refundOf, tabOf } from './support/tabs.ts'

const MINUTE = 60_000
const paid = charge({ id: 'paid' })
const other = tabOf({ invoice: { id: '1002', number: '1002', total: 5_000 } })

/** The invoices of which it was said that they are on screen. */
const ready = ({ events }: Stage): string[] => events.flatMap((event) => (event instanceof ReadyEvent ? [event.invoice.id] : []))

const fieldsOf = (root: ShadowRoot): string[] => [...root.querySelectorAll('input')].map(({ value }) => value)

describe('a page that renders again', () => {
  it('may hand a new function each time: one session, one ready, and an open dialog keeps what was typed', async () => {
    let sessions = 0
    const fresh = () => async (): Promise<string> => {
      sessions += 1
      return clientSecret()
    }
    const shown = await stage(tabOf({ payments: [paid] }), { prepare: (element) => (element.fetchClientSecret = fresh()) })
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    type(root, '#amount', '12.34')
    for (let render = 0; render < 20; render += 1) {
      shown.element.fetchClientSecret = fresh()
      await shown.element.updateComplete
    }
    expect([sessions, shown.server.seen('GET payments').length, ready(shown)]).to.deep.equal([1, 1, ['1001']])
    const still = await openDialog(shown)
    expect(still.querySelector<HTMLInputElement>('#amount')?.value).to.equal('12.34')
  })

  it('renews from the newest function it handed', async () => {
    const { element, environment, server, get } = await stage(tabOf())
    const renewed = clientSecret({ expiresAt: NOW + 30 * MINUTE })
    element.fetchClientSecret = async () => renewed
    environment.time += 14.5 * MINUTE
    click(get('.sync'), 'button')
    await waitUntil(() => server.seen('POST sync').length === 1)
    expect(server.seen('POST sync')[0]?.headers.get('Authorization')).to.equal(`Bearer ${renewed}`)
  })

  it('may hand its first function late', async () => {
    const shown = await stage(tabOf(), { shown: false, prepare: (element) => (element.fetchClientSecret = null) })
    await waitUntil(() => shown.find('[part="error"]') !== null)
    shown.element.fetchClientSecret = async () => clientSecret()
    await waitUntil(() => shown.find('.facts') !== null)
  })
})

describe('a page that goes on to another invoice', () => {
  const bySessionUrl = (): Promise<Stage> =>
    stage(tabOf({ payments: [paid, book('cash', 2_000, { id: 'cash' })] }), {
      prepare: (element, server) => {
        element.fetchClientSecret = null
        element.sessionUrl = 'https://payments.test/session?invoice=1001'
        server.answer('POST /session', ({ url }) =>
          json({ clientSecret: clientSecret({ invoice: new URL(url).searchParams.get('invoice') ?? '' }) }),
        )
      },
    })

  async function goOn(shown: Stage): Promise<void> {
    shown.server.change(other)
    shown.element.sessionUrl = 'https://payments.test/session?invoice=1002'
    await waitUntil(() => ready(shown).includes('1002'))
  }

  it('starts over when its session URL changes', async () => {
    const shown = await bySessionUrl()
    await goOn(shown)
    expect(words(shown.get('.balance dd'))).to.equal('$50.00')
    expect(shown.server.seen('GET payments').map(({ url }) => new URL(url).pathname)).to.deep.equal([
      '/v1/invoices/1001/payments',
      '/v1/invoices/1002/payments',
    ])
    await waitUntil(() => shown.server.openStreams === 1)
  })

  it('leaves no dialog of the one before open', async () => {
    const shown = await bySessionUrl()
    click(shown.row('paid'), '[part="refund-button"]')
    await openDialog(shown)
    await goOn(shown)
    expect(shown.find('.dialog') === null).to.equal(true)
  })

  it('never records on it what was being recorded on the one before', async () => {
    const shown = await bySessionUrl()
    shown.server.answer('POST payments', () => Response.error())
    click(shown.get('.facts'), '[part="record-button"]')
    const root = await openDialog(shown)
    type(root, '#amount', '12.34')
    click(root, '[part="submit-button"]')
    await waitUntil(() => words(root.querySelector('[role="status"]')).includes('never recorded twice'))
    await goOn(shown)
    click(shown.get('.facts'), '[part="record-button"]')
    const next = await openDialog(shown)
    expect(fieldsOf(next)).not.to.include('12.34')
    type(next, '#amount', '5.00')
    click(next, '[part="submit-button"]')
    await waitUntil(() => shown.server.seen('POST payments').length === 2)
    const [first, second] = shown.server.seen('POST payments')
    expect(second?.body).to.include({ amount: 500 })
    expect(second?.headers.get('Idempotency-Key')).not.to.equal(first?.headers.get('Idempotency-Key'))
  })

  it('does not say of it what became of a refund on the one before', async () => {
    const shown = await bySessionUrl()
    const answer = Promise.withResolvers<Response>()
    shown.server.answer('POST refunds', () => answer.promise)
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    click(root, '[part="submit-button"]')
    await waitUntil(() => shown.server.seen('POST refunds').length === 1)
    await goOn(shown)
    answer.resolve(json(refundOf(paid, 12_000), 201))
    shown.server.push({ ...other, payments: [book('cash', 1_000, { id: 'later' })] })
    await waitUntil(() => shown.find('[data-payment="later"]') !== null)
    click(shown.get('.sync'), 'button')
    await waitUntil(() => words(shown.get('[aria-live="polite"]')).includes('Matches Stripe'), 'an answer to a later call')
    expect(shown.find('[part="offer"]') === null).to.equal(true)
  })

  it('does not say of it how the books of the one before compare with Stripe', async () => {
    const shown = await bySessionUrl()
    const answer = Promise.withResolvers<Response>()
    shown.server.answer('POST sync', () => answer.promise)
    click(shown.get('.sync'), 'button')
    await waitUntil(() => shown.server.seen('POST sync').length === 1)
    await goOn(shown)
    answer.resolve(json({ checkedAt: ago(0), matches: false, difference: -2_000, recorded: 0 }))
    await waitUntil(() => !words(shown.get('.sync-state')).startsWith('Checking'))
    expect(words(shown.get('[aria-live="polite"]'))).to.equal('')
  })

  it('starts over when a renewed secret names another invoice, and sends nothing about the first any more', async () => {
    const shown = await stage(tabOf({ payments: [paid] }))
    shown.element.fetchClientSecret = async () => clientSecret({ invoice: '1002', expiresAt: NOW + 60 * MINUTE })
    click(shown.row('paid'), '[part="refund-button"]')
    const root = await openDialog(shown)
    shown.environment.time += 14.5 * MINUTE
    shown.server.change(other)
    click(root, '[part="submit-button"]')
    await waitUntil(() => ready(shown).includes('1002'))
    expect(shown.server.seen('POST refunds').length).to.equal(0)
    expect(shown.find('.dialog') === null).to.equal(true)
    await waitUntil(() => shown.server.openStreams === 1)
  })

  it('may switch at once by `reload()`', async () => {
    const shown = await stage(tabOf({ payments: [paid] }))
    shown.server.change(other)
    shown.element.fetchClientSecret = async () => clientSecret({ invoice: '1002' })
    shown.element.reload()
    await waitUntil(() => ready(shown).includes('1002'))
  })
})
