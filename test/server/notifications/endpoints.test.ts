import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { addEndpoint } from '../../../server/notifications/add-endpoint.ts'
import { post } from '../../../server/notifications/post.ts'
import { isPrivate } from '../../../server/notifications/private-addresses.ts'
import { finish, STRIPE } from '../../support/command-line.ts'
import { openHostEndpoint } from '../../support/host-endpoint.ts'
import { untilIs } from '../../support/until.ts'
import { openShop } from '../../support/shop.ts'

test('A running server tells an endpoint that the command line added, within moments of the change', async () => {
  await using server = await openShop({ http: true, pollEvery: 0.5, allowPrivateEndpoints: true })
  await using host = await openHostEndpoint()
  const run = (...args: string[]) => finish(args, { ...STRIPE, DATABASE_URL: server.databaseUrl, ALLOW_PRIVATE_ENDPOINTS: 'true' })
  const added = await run('endpoint', 'add', 'default', host.url)
  assert.equal(added.code, 0, added.printed)
  const [id = ''] = /ep_\w+/.exec(added.printed) ?? []
  const [secret = ''] = /whsec_\S+/.exec(added.printed) ?? []
  assert.equal((await run('endpoint', 'add', 'default', host.url)).code, 1, 'twice is a mistake')

  const api = server.api()
  await api.call('PUT', '/v1/invoices/1001', { body: { number: '1', currency: 'usd', total: 5_000 } })
  await api.call('POST', '/v1/invoices/1001/payments', { body: { method: 'cash', amount: 2_000 } })
  await untilIs(() => host.told(secret).length, 2)
  assert.deepEqual(
    host.told(secret).map(({ notification: { type, data } }) => [type, data.invoice]),
    [
      ['payment.recorded', '1001'],
      ['invoice.balance_changed', '1001'],
    ],
  )
  const listed = await run('endpoint', 'list')
  assert.match(listed.printed, new RegExp(`^${id}  default  ${host.url}\n  0 waiting  0 given up  last delivered 20`, 'm'))
  assert.match((await run('endpoint', 'rotate', id)).printed, /whsec_\S+\nThe old one signs too for 24 hours/)
  assert.match((await run('endpoint', 'replay', id)).printed, /^0 notifications are sent again\.$/m)
  assert.match((await run('endpoint', 'remove', id)).printed, /is removed/)
  assert.match((await run('endpoint', 'remove', id)).printed, /There is no endpoint/)
  assert.match((await server.api(null).call('GET', '/metrics')).text, /jeweltrak_notifications\{status="dead"\} 0/)
})

describe('No endpoint is', () => {
  const NOWHERE = { headers: {}, body: '{}', allowPrivate: false }

  for (const address of [
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001:0:1::', 'ff02::1'],
  ])
    test(`at ${address}`, () => assert.ok(isPrivate(address)))

  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])
    test(`kept from ${address}, which is public`, () => assert.ok(!isPrivate(address)))

  test('reached by a name that stands for a private address, nor without TLS', async () => {
    assert.equal(await post({ ...NOWHERE, url: 'https://localhost:1/' }), 'its address is private')
    assert.equal(await post({ ...NOWHERE, url: 'https://[::1]:1/' }), 'its address is private')
    assert.equal(await post({ ...NOWHERE, url: 'https://127.0.0.1:1/' }), 'its address is private')
    assert.equal(await post({ ...NOWHERE, url: 'http://shop.example/' }), 'it is not https')
  })

  test('waited for when it is not there, hangs up, or says too much', async () => {
    const rude = createServer((request, response) => {
      if (request.url === '/hangs-up') request.socket.destroy()
      else response.writeHead(204, { 'x-much': 'x'.repeat(20_000) }).end()
    })
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
    const { port } = rude.address() as AddressInfo
    const url = (path: string) => ({ ...NOWHERE, allowPrivate: true, url: `http://127.0.0.1:${port}/${path}` })
    assert.equal(await post(url('hangs-up')), 'ECONNRESET')
    assert.equal(await post(url('says-much')), 'HPE_HEADER_OVERFLOW')
    rude.closeAllConnections()
    await new Promise((resolve) => rude.close(resolve))
    assert.equal(await post(url('')), 'ECONNREFUSED')
  })

  for (const [url, words] of [
    ['shop', /is an address such as/],
    ['http://shop.example/', /has to be https/],
    ['https://user:secret@shop.example/', /no password/],
    ['https://localhost/', /is private/],
    ['https://[fd00::1]/', /is private/],
    ['https://0x7f.1/', /is private/],
  ] as const)
    test(`added as ${url}`, () => assert.rejects(addEndpoint({ db: NO_DATABASE }, 'default', url, false), words))
})

/** A mistake is found before anything is asked. */
const NO_DATABASE = new Proxy({} as never, {
  get() {
    throw new Error('The database was asked.')
  },
})
