import { expect } from '@open-wc/testing'
import { readServerSentEvents, type StreamItem } from '../../widget/shared/api/server-sent-events.ts'

type Events = Extract<StreamItem, { kind: 'event' }>[]

/** A stream that comes in these pieces. */
function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
}

async function eventsOf(...pieces: Uint8Array[]): Promise<Events> {
  const events: Events = []
  for await (const item of readServerSentEvents(streamOf(pieces))) if (item.kind === 'event') events.push(item)
  return events
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('reading server-sent events', () => {
  it('puts together what is cut anywhere, within a letter too', async () => {
    const whole = bytes('event: tab\nid: 7\ndata: {"note":"Größe 54, 💍"}\n\n')
    for (let cut = 1; cut < whole.length; cut += 1) {
      const events = await eventsOf(whole.slice(0, cut), whole.slice(cut))
      expect(events, `cut at ${cut}`).to.deep.equal([{ kind: 'event', event: 'tab', data: '{"note":"Größe 54, 💍"}' }])
    }
  })

  it('reads lines that end in CRLF, cut between the two as well', async () => {
    const whole = bytes('event: tab\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n')
    for (let cut = 1; cut < whole.length; cut += 1) {
      const events = await eventsOf(whole.slice(0, cut), whole.slice(cut))
      expect(
        events.map(({ event, data }) => [event, data]),
        `cut at ${cut}`,
      ).to.deep.equal([
        ['tab', '1'],
        ['message', '2'],
      ])
    }
  })

  it('joins the data of several lines, taking one space after the colon', async () => {
    const events = await eventsOf(bytes('data: one\ndata:two\ndata:  three\ndata\n\n'))
    expect(events).to.deep.equal([{ kind: 'event', event: 'message', data: 'one\ntwo\n three\n' }])
  })

  it('gives no event for a heartbeat, nor for one that has not ended', async () => {
    expect(await eventsOf(bytes(': still here\n\nevent: tab\n\ndata: half'))).to.deep.equal([])
  })

  it('says of every piece that the stream is alive', async () => {
    const items: StreamItem[] = []
    for await (const item of readServerSentEvents(streamOf([bytes(': still here\n'), bytes('\n')]))) items.push(item)
    expect(items).to.deep.equal([{ kind: 'alive' }, { kind: 'alive' }])
  })

  it('lets go of the stream when nobody reads on', async () => {
    let isLetGo = false
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes('data: 1\n\n')),
      cancel: () => void (isLetGo = true),
    })
    for await (const item of readServerSentEvents(body)) if (item.kind === 'event') break
    expect(isLetGo).to.equal(true)
  })
})
