/** Answers what can't be read as a request in the same form as everything else is answered. */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { unreadableProblem, type UnreadableStatus } from '../context/unreadable.ts'

/** The problem to answer with; where it is to be logged and counted, whoever serves does so. */
export type Refuse = (status: UnreadableStatus) => ReturnType<typeof unreadableProblem>

export const refuseQuietly: Refuse = (status) => unreadableProblem(status, `req_${randomUUID().replaceAll('-', '')}`)

/** What Node's parser gives as reasons, by their codes. */
const STATUSES: Readonly<Record<string, UnreadableStatus>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}

/** Answers what Node's parser refuses. */
export function answerUnreadable(server: Server, refuse: Refuse): void {
  const answers = new WeakMap<Socket, ServerResponse>()
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => answers.set(request.socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const last = answers.get(socket)
    const isAnswering = last !== undefined && last.headersSent && !last.writableFinished
    if (isAnswering || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const problem = refuse(STATUSES[error.code ?? ''] ?? 400)
    const body = JSON.stringify(problem)
    const lines = Object.entries(headersOf(problem, body)).map(([name, value]) => `${name}: ${value}`)
    socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  })
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => answerWith(response, refuse(417)))
}

/** Whether it names its host as HTTP wants it: once since version 1.1; before that, where health checks leave it out, at most once. */
export function namesItsHost({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === 'host').length
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0')
}

export function answerWith(response: ServerResponse, problem: ReturnType<Refuse>): void {
  const body = JSON.stringify(problem)
  response.writeHead(problem.status, headersOf(problem, body)).end(body)
}

function headersOf({ requestId }: ReturnType<Refuse>, body: string) {
  const length = String(Buffer.byteLength(body))
  return { 'Content-Type': 'application/problem+json', 'Content-Length': length, 'Request-Id': requestId, Connection: 'close' }
}
