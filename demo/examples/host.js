/** The host of an example: serves its built page, and answers at /payments-session who is signed in. */
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { createNodeSessionHandler } from 'jeweltrak-payments/client'

const PAYMENTS = process.env.PAYMENTS_URL
const PAGES = process.env.PAGES ?? 'dist'
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

const session = createNodeSessionHandler({
  url: PAYMENTS,
  apiKey: process.env.PAYMENTS_API_KEY,
  // A host looks up here who is signed in, and whether this very invoice is theirs to see.
  authorize: (request, { invoice }) =>
    invoice === '1001' ? { actor: { id: 'maya', name: 'Maya' }, permissions: ['refund', 'record', 'remove'] } : null,
})

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://host.invalid')
  if (pathname === '/payments-session') return session(request, response)
  if (pathname === '/payments-url') return response.end(PAYMENTS)
  const path = join(PAGES, normalize(pathname === '/' ? '/index.html' : pathname))
  const file = await readFile(path).catch(() => null)
  if (file === null) return response.writeHead(404).end()
  response
    .writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${PAYMENTS}; img-src 'self' data:`,
    })
    .end(file)
})
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
