/** The records of a file, read as it comes, each with the line on which it begins: CSV with a head (RFC 4180), or a JSON object on each line. */

export interface FileRecord {
  readonly line: number
  /** Null where it can't be read, with `because`. */
  readonly members: Readonly<Record<string, unknown>> | null
  readonly because?: string
}

export async function* readRecords(chunks: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let isJson: boolean | null = null
  const csv = createCsv()
  const json = createJsonLines()
  for await (const chunk of chunks) {
    const text: string = isJson === null ? chunk.replace(/^\uFEFF/, '') : chunk
    isJson ??= text.trim() === '' ? null : text.trimStart().startsWith('{')
    yield* (isJson === true ? json : csv).take(text)
  }
  yield* (isJson === true ? json : csv).end()
}

interface Reader {
  take(text: string): Generator<FileRecord>
  end(): Generator<FileRecord>
}

function createJsonLines(): Reader {
  let rest = ''
  let line = 0
  function* each(lines: readonly string[]): Generator<FileRecord> {
    for (const text of lines) {
      line += 1
      if (text.trim() !== '') yield { line, ...jsonIn(text) }
    }
  }
  return {
    *take(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      yield* each(lines)
    },
    *end() {
      yield* each(rest === '' ? [] : [rest])
    },
  }
}

function jsonIn(text: string): Omit<FileRecord, 'line'> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { members: { ...value } }
  } catch {
    // Said below.
  }
  return { members: null, because: 'It is not a JSON object.' }
}

/** The head names the columns; it also shows whether commas, semicolons or tabs separate them. */
function createCsv(): Reader {
  let head: readonly string[] | null = null
  let separator = ','
  let fields: string[] = []
  let field = ''
  let isQuoted = false
  /** Behind a quote within quotes, which ends them or is the first of two that stand for one. */
  let isAfterQuote = false
  let line = 1
  let began = 1

  function* endRecord(): Generator<FileRecord> {
    fields.push(field)
    field = ''
    const ended = fields
    fields = []
    const from = began
    began = line
    if (ended.every((each) => each.trim() === '')) return
    if (head === null) head = ended.map((name) => name.trim())
    else yield recordOf(head, ended, from)
  }

  return {
    *take(text) {
      if (head === null && fields.length === 0 && field === '') separator = separatorOf(text)
      for (const sign of text) {
        if (isAfterQuote) {
          isAfterQuote = false
          if (sign === '"') {
            field += sign
            continue
          }
          isQuoted = false
        }
        if (sign === '\n') line += 1
        if (isQuoted) {
          if (sign === '"') isAfterQuote = true
          else field += sign
        } else if (sign === '"' && field === '') isQuoted = true
        else if (sign === separator) {
          fields.push(field)
          field = ''
        } else if (sign === '\n') yield* endRecord()
        else if (sign !== '\r') field += sign
      }
    },
    *end() {
      if (isQuoted && !isAfterQuote) yield { line: began, members: null, because: 'A quote is opened and never closed.' }
      else if (fields.length > 0 || field !== '') yield* endRecord()
    },
  }
}

function separatorOf(text: string): string {
  const [head = ''] = text.split('\n', 1)
  return [';', '\t'].find((each) => head.includes(each) && !head.includes(',')) ?? ','
}

/** What is empty is not there. */
function recordOf(head: readonly string[], fields: readonly string[], line: number): FileRecord {
  if (fields.length > head.length)
    return { line, members: null, because: `It has ${fields.length} fields, and the head names ${head.length}.` }
  const named = fields.map((value, place) => [head[place] ?? '', value.trim()] as const)
  return { line, members: Object.fromEntries(named.filter(([, value]) => value !== '')) }
}
