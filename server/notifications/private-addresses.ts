/** Addresses that no endpoint may have: whoever names an endpoint must not reach what only this server can. */
import { BlockList, isIP } from 'node:net'

/** What is reserved of IPv4 (RFC 6890 and IANA's registry of special-purpose addresses). */
const NOT_PUBLIC = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

/** Of IPv6 only 2000::/3 is public, and of that not what is reserved, or stands for an IPv4 address. */
const RESERVED_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const ipv4 = new BlockList()
for (const [net, prefix] of NOT_PUBLIC) ipv4.addSubnet(net, prefix, 'ipv4')
const public6 = new BlockList()
public6.addSubnet('2000::', 3, 'ipv6')
const reserved6 = new BlockList()
for (const [net, prefix] of RESERVED_6) reserved6.addSubnet(net, prefix, 'ipv6')

/** Whether an IP address is anywhere but in the public internet. */
export function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return ipv4.check(address, 'ipv4')
  return !public6.check(address, 'ipv6') || reserved6.check(address, 'ipv6')
}
