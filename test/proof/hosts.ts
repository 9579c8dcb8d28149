import { chromium } from 'playwright-core'
import { startTestDemo } from '../e2e/support/demo.ts'
import { chromiumFlags, findChromium } from '../support/chromium.ts'
import { hostPages, walkHost, type Walk } from '../e2e/hosts/walk.ts'

/** Walks every page of `demo/hosts/`, or those named; says of each how it went, and returns whether all is well. */
export async function walkHosts(only: string | undefined): Promise<boolean> {
  await using resources = new AsyncDisposableStack()
  const demo = resources.use(await startTestDemo())
  const browser = resources.adopt(await chromium.launch({ executablePath: await findChromium(), args: [...chromiumFlags] }), (it) =>
    it.close(),
  )
  let isWell = true
  let plain: Walk['plain'] = null
  for (const name of await hostPages()) {
    if (only !== undefined && name !== only && name !== 'plain') continue
    const began = performance.now()
    try {
      const looks = await walkHost(name, { demo, browser, plain })
      plain ??= looks
      console.log(`at home  ${name}, ${Math.round(performance.now() - began)} ms`)
    } catch (error) {
      isWell = false
      console.log(`FAILS    ${name}`)
      console.log(error)
    }
  }
  return isWell
}
