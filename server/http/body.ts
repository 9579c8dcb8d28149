/** Bodies as they came, read no further than their limit. */
import { ApiError } from '../context/errors.ts'

/** Bytes that a call's body may have. */
export const CALL_LIMIT = 256 * 1024

/** Bytes that an event of Stripe's may have. */
export const WEBHOOK_LIMIT = 1024 * 1024

const READ_BEFORE = 'The host read the body before the payments server got it: mount it before body parsers such as express.json().'

/** The raw body, empty where there is none. More than `limit` bytes, announced or not, is refused as `payload_too_large`. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  const chunks: Uint8Array[] = []
  let length = 0
  if (request.bodyUsed) throw new ApiError('internal', READ_BEFORE)
  // Not `for await`: leaving that loop cancels the body and with it the connection that the answer needs.
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength
    if (length > limit) throw tooLarge(limit)
    chunks.push(read.value)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limit: number): ApiError {
  return new ApiError('payload_too_large', `The body may have ${limit / 1024} kB at most.`)
}
