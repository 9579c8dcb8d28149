/** Draws one state of the tab, or a dialog over it, named by the address: `?state=…&dialog=…`. */
import '../../../widget/define.ts'
import { browserEnvironment } from '../../../widget/shared/environment.ts'
import { FakeServer } from '../support/fake-server.ts'
import { states } from '../support/states.ts'
import { clientSecret, NOW } from '../support/tabs.ts'

const address = new URLSearchParams(location.search)
const make = states[address.get('state') ?? 'mixed']
if (make === undefined) throw new Error('no such state')

const server = new FakeServer(make())
if (address.get('stream') === 'refused') server.answer('GET stream', () => new Response(null, { status: 502 }))
if (address.get('load') === 'never') server.hang('GET payments')
if (address.get('load') === 'failed') server.answer('GET payments', () => new Response(null, { status: 502 }))
globalThis.fetch = (input, init) => server.handle(new Request(input, init))

document.documentElement.lang = address.get('lang') ?? 'en-US'
document.documentElement.dir = address.get('dir') ?? 'ltr'
document.documentElement.style.colorScheme = address.get('scheme') ?? 'light'

const element = document.createElement('jeweltrak-payments')
element.api = 'https://payments.test'
element.storeTimeZone = 'America/New_York'
element.returnsUrl = 'https://shop.test/returns'
element.environment = { ...browserEnvironment, now: () => NOW }
element.fetchClientSecret = async () => clientSecret()
document.querySelector('main')?.append(element)
Object.assign(globalThis, { server, element })
