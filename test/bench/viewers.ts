/** Many viewers of one invoice while it changes: when they hear of it, and what a change costs then. */
import { request } from 'node:http'
import { quantile } from './figures.ts'
import { createCaller } from './load.ts'
import { KEY, type Part } from './stage.ts'

/** Changes a second. */
const RATE = 50

export const viewers: Part = async (stage) => {
  const many = stage.isSmall ? 50 : 1_000
  const changes = stage.isSmall ? 25 : 250
  await using ours = await stage.serve(await stage.database())
  using caller = createCaller(ours.url, 8)
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const put = (total: number): Promise<string> =>
    caller.call('PUT', '/v1/invoices/watched', headers, JSON.stringify({ number: 'W', currency: 'usd', total, status: 'open' }))
  await put(1)

  const puts = async (from: number): Promise<{ readonly took: number[]; readonly began: Map<number, number> }> => {
    const began = new Map<number, number>()
    const took: number[] = []
    const under: Promise<void>[] = []
    for (let change = 0; change < changes; change += 1) {
      const start = performance.now()
      began.set(from + change, start)
      under.push(put(from + change).then(() => void took.push(performance.now() - start)))
      await pause(1000 / RATE)
    }
    await Promise.all(under)
    return { took, began }
  }

  const before = await ours.usage()
  const unwatched = await puts(10)
  const quiet = await ours.usage()
  const heard: (readonly [number, number])[] = []
  const open: { destroy(): void }[] = []
  const first = Promise.withResolvers<void>()
  let opened = 0
  for (let viewer = 0; viewer < many; viewer += 1) {
    const sent = request(`${ours.url}/v1/invoices/watched/stream`, { headers, agent: false }, (answer) => {
      if (answer.statusCode !== 200) first.reject(new Error(`A stream was answered with ${answer.statusCode}.`))
      answer.setEncoding('utf8')
      let isFirst = true
      answer.on('data', (text: string) => {
        if (isFirst && ++opened === many) first.resolve()
        isFirst = false
        const total = /"total":(\d+)/.exec(text)?.[1]
        if (total !== undefined) heard.push([Number(total), performance.now()])
      })
      answer.on('error', () => {})
    })
    sent.on('error', () => {})
    sent.end()
    open.push(sent)
  }
  await first.promise
  const joined = await ours.usage()
  heard.length = 0
  const watched = await puts(100_000)
  await pause(1_000)
  const after = await ours.usage()
  for (const one of open) one.destroy()
  const late = heard.flatMap(([total, at]) => {
    const began = watched.began.get(total)
    return began === undefined ? [] : [at - began]
  })
  const beside = { name: 'nobody watching', values: [quantile(unwatched.took, 0.5)] }
  return [
    {
      what: `A PUT with ${many} viewers, ${RATE} changes/s, median`,
      unit: 'ms',
      ours: [quantile(watched.took, 0.5)],
      beside,
      goal: '≤ 1.5 ×',
    },
    { what: '… until a viewer has it, p95', unit: 'ms', ours: [quantile(late, 0.95)], beside: null, goal: '< 200 ms' },
    {
      what: '… statements a change',
      unit: '',
      ours: [(after.statements - joined.statements) / changes],
      beside: { name: 'nobody watching', values: [(quiet.statements - before.statements) / changes] },
      goal: 'one read more',
    },
    { what: 'Memory a stream', unit: 'kB', ours: [((joined.rss - quiet.rss) * 1024) / many], beside: null, goal: '≤ 20 kB' },
  ]
}

function pause(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, milliseconds)
  return promise
}
