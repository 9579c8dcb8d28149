/** The dashboard and the alarms in docs/samples, and what operators read, ask for nothing that the server does not measure. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { openShop } from '../../support/shop.ts'

/** A metric's name, and what follows in braces. */
const USED = /\b((?:jeweltrak|process|nodejs)_\w+)(?:\{([^}]*)\})?/g
/** A label, and the values that are asked for, of which `=~` takes several. */
const LABEL = /(\w+)(=~|!=|=)"([^"]*)"/g

test('The dashboard, the alarms and the guide name metrics, labels and values that there are', async () => {
  await using server = await openShop({ http: true })
  await server.api(null).call('GET', '/healthz')
  const { text } = await server.api(null).call('GET', '/metrics')
  let used = 0
  for (const file of ['samples/alerts.yml', 'samples/grafana-dashboard.json', 'operating.md']) {
    const source = (await readFile(`docs/${file}`, 'utf8')).replaceAll('\\"', '"').replaceAll(/annotations: .*/g, '')
    for (const [, name = '', labels = ''] of source.matchAll(USED)) {
      used += 1
      const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      assert.ok(samples.length > 0 || text.includes(`# TYPE ${name} `), `${file} asks for ${name}, which is not measured`)
      for (const [, label = '', operator = '', values = ''] of labels.matchAll(LABEL)) {
        assert.ok(
          samples.some((line) => line.includes(`${label}="`)),
          `${name} has no label ${label}`,
        )
        // What came of calls is counted once it came.
        if (label === 'status') continue
        for (const value of operator === '=~' ? values.split('|') : [values])
          assert.ok(
            samples.some((line) => line.includes(`${label}="${value}"`)),
            `${name} has no ${label} ${value}`,
          )
      }
    }
  }
  assert.ok(used > 25, `only ${used} were found`)
})
