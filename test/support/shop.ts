/** The shop that tests play in: one way in, and the same verbs whether it is called within the process or over HTTP. */
import { openHttpShop, type HttpShop } from './http-shop.ts'
import { openInProcessShop, type InProcessOptions, type Shop } from './in-process-shop.ts'
import type { TestServerOptions } from './server.ts'
import { openShopOverTime, type ShopOverTime } from './shop-over-time.ts'

export { HOST, person, refusalOf, type Shop } from './in-process-shop.ts'
export type { HttpShop, PaidCharge, SentEvent } from './http-shop.ts'
export { DAY, HOUR, type Play, type ShopOverTime } from './shop-over-time.ts'

interface OverHttp extends TestServerOptions {
  readonly http: true
}

interface OverTime {
  readonly simulatedTime: true
}

/** The verbs on a real database, Stripe simulated; time goes on, and due work is done, where the test says so. */
export function openShop(options?: InProcessOptions): Promise<Shop>
/** The whole server over HTTP, with webhooks sent to it and a way to wait until all is done. */
export function openShop(options: OverHttp): Promise<HttpShop>
/** Servers over HTTP that come and go, while days go by for them, Stripe and the database alike. */
export function openShop(options: OverTime): Promise<ShopOverTime>
export function openShop(options: InProcessOptions | OverHttp | OverTime = {}): Promise<Shop | HttpShop | ShopOverTime> {
  if ('simulatedTime' in options) return openShopOverTime()
  if (!('http' in options)) return openInProcessShop(options)
  const { http: _http, ...ofServer } = options
  return openHttpShop(ofServer)
}
