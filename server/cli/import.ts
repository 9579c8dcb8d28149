/** `import`: a shop that moves in brings its payments along. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { listStores } from '../access/list-stores.ts'
import { importPayments as take, type ImportReport, type NotTaken } from '../importer/import-payments.ts'
import { defineCommand, UsageError } from './command.ts'
import { noStore } from './store.ts'
import { withCtx } from './with-ctx.ts'

/** What could not be taken is printed up to this many times; a report has all of it. */
const PRINTED = 20

export const importPayments = defineCommand({
  name: 'import',
  summary:
    'Takes over existing payments from a file, CSV or a JSON object on each line; what is known already is left. Exit code 1 where something could not be taken.',
  options: {
    'dry-run': { type: 'boolean', about: 'checks everything, with Stripe too, and writes nothing' },
    report: { type: 'string', value: '<file>', about: 'writes what could not be taken, and why, as CSV; the file must not be there yet' },
  },
  positionals: { store: 'required', file: 'required' },
  run: ({ options: { 'dry-run': isTry = false, report: reportFile }, positionals: { store, file }, env, out }) =>
    withCtx(env, out, async (ctx) => {
      if (!(await listStores(ctx)).some(({ id }) => id === store)) throw noStore(store)
      await using opened = new AsyncDisposableStack()
      const records = opened.adopt(await opening(open(file), file), (it) => it.close())
      const report = reportFile === undefined ? null : opened.adopt(await opening(open(reportFile, 'wx'), reportFile), (it) => it.close())
      await report?.write('line,what,invoice,because\n')
      let said = 0
      const done = await take(ctx, store, createReadStream('', { fd: records.fd, encoding: 'utf8', autoClose: false }), {
        isTry,
        async onNotTaken(record) {
          said += 1
          if (said <= PRINTED) out.print(sentenceOf(record))
          await report?.write(csvOf(record))
        },
        onProgress: (soFar) => out.complain(summaryOf(soFar, isTry)),
      })
      if (said > PRINTED) out.print(`… and ${said - PRINTED} more${reportFile === undefined ? '; --report <file> writes them all' : ''}.`)
      out.print(summaryOf(done, isTry))
      return done.notTaken === 0 ? 0 : 1
    }),
})

async function opening<T>(opened: Promise<T>, file: string): Promise<T> {
  return opened.catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(error.code === 'EEXIST' ? `${file} is there already.` : `${file} can’t be opened.`)
  })
}

function sentenceOf({ line, what, invoice, because }: NotTaken): string {
  const about = [what, invoice === null ? null : `invoice ${invoice}`].filter((part) => part !== null).join(', ')
  return `line ${line}${about === '' ? '' : ` (${about})`}: ${because}`
}

function csvOf({ line, what, invoice, because }: NotTaken): string {
  const fields = [String(line), what ?? '', invoice ?? '', because].map((field) =>
    /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  )
  return `${fields.join(',')}\n`
}

function summaryOf({ records, imported, known, notTaken }: ImportReport, isTry: boolean): string {
  return `${records} records: ${imported} ${isTry ? 'would be imported' : 'imported'}, ${known} known already, ${notTaken} not taken.`
}
