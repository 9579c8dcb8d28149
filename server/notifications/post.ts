/** Sends one request to an endpoint, wherever that turns out to be: no redirects, no private addresses, and an end to every wait. */
import { lookup, type LookupAddress } from 'node:dns'
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivate } from './private-addresses.ts'

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** For a try, and for hosts within one's own network: plain HTTP and private addresses. */
  readonly allowPrivate: boolean
}

/** Milliseconds from the first to the last of it. */
const LONGEST = 10_000

/** Bytes of headers that are read; of the body nothing is. */
const MOST_HEADERS = 8 * 1024

const PRIVATE = 'its address is private'

/** Null once the endpoint answered with 2xx; else why it counts as not delivered: a status, or what was wrong. Never throws. */
export function post({ url, headers, body, allowPrivate }: Post): Promise<string | null> {
  const { protocol, hostname } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (protocol !== 'https:' && !allowPrivate) return Promise.resolve('it is not https')
  if (isIP(host) !== 0 && isPrivate(host) && !allowPrivate) return Promise.resolve(PRIVATE)
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const send = protocol === 'https:' ? overHttps : overHttp
  const request = send(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    // A connection of its own, so that each is made to an address that was checked.
    agent: false,
    maxHeaderSize: MOST_HEADERS,
    signal: AbortSignal.timeout(LONGEST),
    ...(!allowPrivate && { lookup: publicLookup }),
  })
  request.on('response', ({ statusCode = 0 }) => {
    resolve(statusCode >= 200 && statusCode < 300 ? null : String(statusCode))
    request.destroy()
  })
  request.on('error', (error: NodeJS.ErrnoException) => resolve(error.message === PRIVATE ? PRIVATE : (error.code ?? error.name)))
  request.on('close', () => resolve('it closed the connection'))
  request.end(body)
  return promise
}

/** The connection is made to what is checked here, so a name that means another address a moment later gets nowhere. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '')
    const [first] = addresses
    if (first === undefined || addresses.some(({ address }) => isPrivate(address))) return callback(new Error(PRIVATE), '')
    if (options.all === true) callback(null, addresses satisfies LookupAddress[])
    else callback(null, first.address, first.family)
  })
}
