/** Bodies as they came, read no further than their limit. */
import { ApiError } from '../context/errors.ts'

/** Bytes that a body may have, an event of Stripe's too: those have a few kB. */
export const BODY_LIMIT = 256 * 1024

const READ_BEFORE = 'The host read the body before the payments server got it: mount it before body parsers such as express.json().'

/** The raw body, empty where there is none. One of too many bytes, announced or not, is refused as `payload_too_large`. */
export async function readBody(request: Request): Promise<Uint8Array> {
  assertReadable(request)
  // What says how long it is can't be longer, and is had without a stream.
  if (request.headers.has('content-length')) return withinLimit(new Uint8Array(await request.arrayBuffer()))
  const chunks: Uint8Array[] = []
  let length = 0
  // Not `for await`: leaving that loop cancels the body and with it the connection that the answer needs.
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength
    if (length > BODY_LIMIT) throw tooLarge()
    chunks.push(read.value)
  }
  return Buffer.concat(chunks)
}

/** Refuses before anything is read: a body that is announced as too large, and one that the host has read already. */
export function assertReadable(request: Request): void {
  if (request.bodyUsed) throw new ApiError('internal', READ_BEFORE)
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT) throw tooLarge()
}

function withinLimit(body: Uint8Array): Uint8Array {
  if (body.byteLength > BODY_LIMIT) throw tooLarge()
  return body
}

function tooLarge(): ApiError {
  return new ApiError('payload_too_large', `The body may have ${BODY_LIMIT / 1024} kB at most.`)
}
