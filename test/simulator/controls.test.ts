import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { start } from './support.ts'

describe('The controls', () => {
  it('may be called from a page on this machine and from no other', async () => {
    await using sim = await start()
    const allowed = async (origin: string) =>
      (await fetch(`${sim.url}/_sim/state`, { headers: { origin } })).headers.get('access-control-allow-origin')
    assert.equal(await allowed('http://127.0.0.1:4242'), 'http://127.0.0.1:4242')
    assert.equal(await allowed('https://example.com'), null)
  })

  it('say what is wrong with what they were sent', async () => {
    await using sim = await start()
    for (const [path, body, status] of [
      ['/_sim/charges', { invoice: '1', amount: 1.5 }, 400],
      ['/_sim/charges', { invoice: '1', amount: 100, colour: 'red' }, 400],
      ['/_sim/charges', { invoice: '1', amount: 100, store: 'nowhere' }, 404],
      ['/_sim/refunds', { charge: 'ch_none' }, 404],
      ['/_sim/refunds/re_none', { status: 'failed' }, 404],
      ['/_sim/disputes/du_none/close', { outcome: 'won' }, 404],
      ['/_sim/nothing', {}, 404],
    ] as const) {
      const answer = await sim.ask('POST', path, body)
      assert.equal(answer.status, status, path)
      assert.match(JSON.stringify(answer.json), /^\{"error":"/)
    }
  })
})
