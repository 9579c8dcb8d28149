/** Draws one state of the tab, or a dialog over it, as the address asks: `?state=…&dialog=…`. For looking at. */
import '../../../widget/define.ts'
import { browserEnvironment } from '../../../widget/shared/environment.ts'
import { FakeServer } from '../support/fake-server.ts'
import { states } from '../support/states.ts'
import { clientSecret, NOW } from '../support/tabs.ts'

const asked = new URLSearchParams(location.search)
const make = states[asked.get('state') ?? 'mixed']
if (make === undefined) throw new Error('no such state')

const server = new FakeServer(make())
if (asked.get('stream') === 'refused') server.answer('GET stream', () => new Response(null, { status: 502 }))
if (asked.get('load') === 'never') server.hang('GET payments')
if (asked.get('load') === 'failed') server.answer('GET payments', () => new Response(null, { status: 502 }))
globalThis.fetch = (input, init) => server.handle(new Request(input, init))

document.documentElement.lang = asked.get('lang') ?? 'en-US'
document.documentElement.dir = asked.get('dir') ?? 'ltr'
document.documentElement.style.colorScheme = asked.get('scheme') ?? 'light'

const element = document.createElement('jeweltrak-payments')
element.api = 'https://payments.test'
element.storeTimeZone = 'America/New_York'
element.returnsUrl = 'https://shop.test/returns'
element.environment = { ...browserEnvironment, now: () => NOW }
element.fetchClientSecret = async () => clientSecret()
document.querySelector('main')?.append(element)
Object.assign(globalThis, { server, element })
