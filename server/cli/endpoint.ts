/** `endpoint add|list|rotate|replay|remove`: whom a store's changes are told. */
import { listStores } from '../access/list-stores.ts'
import { addEndpoint } from '../notifications/add-endpoint.ts'
import { listEndpoints } from '../notifications/list-endpoints.ts'
import { removeEndpoint } from '../notifications/remove-endpoint.ts'
import { replayNotifications } from '../notifications/replay.ts'
import { rotateSecret } from '../notifications/rotate-secret.ts'
import { defineCommand, UsageError } from './command.ts'
import { noStore } from './store.ts'
import { withDatabase } from './with-database.ts'

/** Hours for which the secret before a new one signs too. */
const OVERLAP = 24

export const add = defineCommand({
  name: 'endpoint add',
  summary: 'Has a store’s changes told to an address of yours, signed; prints the secret once.',
  options: {},
  positionals: { store: 'required', url: 'required' },
  run: ({ positionals: { store, url }, env, out }) =>
    withDatabase({ env, out }, async ({ config, database }) => {
      if (!(await listStores(database)).some(({ id }) => id === store)) throw noStore(store)
      const { id, secret } = await addEndpoint(database, store, url, config.allowPrivateEndpoints)
      out.print(`Endpoint ${id} is told what changes from now on.`)
      out.print(`Its secret, shown this once, for verifyNotification:\n${secret}`)
      return 0
    }),
})

export const list = defineCommand({
  name: 'endpoint list',
  summary: 'Lists the endpoints, and how much each is still to be told. Exit code 1 where something was given up.',
  options: {},
  positionals: { store: 'optional' },
  run: ({ positionals: { store }, env, out }) =>
    withDatabase({ env, out }, async ({ database }) => {
      const endpoints = await listEndpoints(database, store ?? null)
      if (endpoints.length === 0) out.print('There is no endpoint: add one with endpoint add <store> <url>.')
      for (const endpoint of endpoints) {
        const { waiting, dead, delivered_at: delivered, last_error: error } = endpoint
        const last = delivered === null ? 'nothing delivered yet' : `last delivered ${delivered.toISOString()}`
        out.print(`${endpoint.id}  ${endpoint.store}  ${endpoint.url}\n  ${waiting} waiting  ${dead} given up  ${last}`)
        if (waiting + dead > 0 && error !== null) out.print(`  not delivered because: ${error}`)
      }
      return endpoints.some(({ dead }) => dead > 0) ? 1 : 0
    }),
})

export const rotate = defineCommand({
  name: 'endpoint rotate',
  summary: 'Gives an endpoint a new secret; what is sent is signed with both for a while.',
  options: { 'overlap-hours': { type: 'string', value: '<hours>', about: `how long the old secret still signs; ${OVERLAP} unless given` } },
  positionals: { endpoint: 'required' },
  run({ options: { 'overlap-hours': hours = String(OVERLAP) }, positionals: { endpoint }, env, out }) {
    if (!/^\d{1,4}$/.test(hours)) throw new UsageError('--overlap-hours takes whole hours; 0 ends the old secret at once.')
    return withDatabase({ env, out }, async ({ database }) => {
      const secret = await rotateSecret(database, endpoint, Number(hours) * 3600)
      out.print(`Its new secret, shown this once:\n${secret}`)
      out.print(`The old one signs too for ${hours} hours.`)
      return 0
    })
  },
})

export const replay = defineCommand({
  name: 'endpoint replay',
  summary: 'Sends an endpoint what was given up, from the oldest on.',
  options: {},
  positionals: { endpoint: 'required' },
  run: ({ positionals: { endpoint }, env, out }) =>
    withDatabase({ env, out }, async ({ database }) => {
      const revived = await replayNotifications(database, endpoint)
      out.print(revived === 1 ? '1 notification is sent again.' : `${revived} notifications are sent again.`)
      return 0
    }),
})

export const remove = defineCommand({
  name: 'endpoint remove',
  summary: 'Tells an endpoint nothing more, and forgets what it was still to be told.',
  options: {},
  positionals: { endpoint: 'required' },
  run: ({ positionals: { endpoint }, env, out }) =>
    withDatabase({ env, out }, async ({ database }) => {
      await removeEndpoint(database, endpoint)
      out.print(`Endpoint ${endpoint} is removed.`)
      return 0
    }),
})
