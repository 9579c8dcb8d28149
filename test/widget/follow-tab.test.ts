import { expect } from '@open-wc/testing'
import { UnansweredError } from '../../widget/shared/api/errors.ts'
import { followTab, type Connection } from '../../widget/shared/api/follow-tab.ts'
import { TestEnvironment } from './support/stage.ts'

/** The milliseconds between one attempt and the next, with a server that answers nothing; `random` is the dice. */
async function pauses(random: number, count: number): Promise<{ waited: number[]; said: Connection[] }> {
  const stop = new AbortController()
  const waited: number[] = []
  const said: Connection[] = []
  class Impatient extends TestEnvironment {
    override random(): number {
      return random
    }
    override async wait(milliseconds: number): Promise<void> {
      waited.push(milliseconds)
      if (waited.length === count) stop.abort()
    }
  }
  const unanswered = () => Promise.reject(new UnansweredError('gone'))
  await followTab({
    client: { server: 'https://gone.test', openStream: unanswered, readTab: unanswered, readNewerTab: unanswered },
    environment: new Impatient(),
    signal: stop.signal,
    version: () => 1,
    onTab: () => undefined,
    onStream: () => undefined,
    onConnection: (connection) => said.push(connection),
  })
  return { waited, said }
}

describe('following a tab whose server is gone', () => {
  it('waits twice as long each time, up to 8 s', async () => {
    const { waited, said } = await pauses(1, 6)
    expect(waited).to.deep.equal([1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    expect(new Set(said)).to.deep.equal(new Set(['reconnecting']))
  })

  it('waits half to all of that by chance, so that not all come back at once', async () => {
    expect((await pauses(0, 4)).waited).to.deep.equal([500, 1_000, 2_000, 4_000])
    expect((await pauses(0.5, 4)).waited).to.deep.equal([750, 1_500, 3_000, 6_000])
  })
})
