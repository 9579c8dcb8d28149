import { BlockList, isIP } from 'node:net'
import type { Context } from 'hono'
import type { Env } from './env.ts'

/**
 * The address that a call comes from: the connection's own, or, where that is a trusted proxy's, the last one in
 * `X-Forwarded-For` that is none. Whatever stands before it the caller may have made up.
 */
export function createAddressOf(trustedProxies: readonly string[]): (c: Context<Env>) => string {
  const proxies = proxyList(trustedProxies)
  return (c) => {
    const passed = (c.req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
    let address = plain(c.env?.incoming?.socket.remoteAddress ?? 'unknown')
    for (let next = passed.pop(); isTrusted(proxies, address) && next !== undefined && isIP(plain(next)) > 0; next = passed.pop())
      address = plain(next)
    return address
  }
}

/** Whether `text` is an address, or a range of them such as `10.0.0.0/8`. */
export function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

function proxyList(trusted: readonly string[]): BlockList {
  const list = new BlockList()
  for (const each of trusted) {
    const [address = '', bits] = each.split('/')
    const family = familyOf(address)
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

function isTrusted(proxies: BlockList, address: string): boolean {
  return isIP(address) > 0 && proxies.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

/** A socket of both versions names an IPv4 address as `::ffff:127.0.0.1`. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
