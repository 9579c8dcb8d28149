import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { importPayments, type NotTaken } from '../../../server/importer/import-payments.ts'
import { readRecords } from '../../../server/importer/records.ts'
import { finish, STRIPE } from '../../support/command-line.ts'
import { openShop, type Shop } from '../../support/shop.ts'

async function* chunksOf(text: string, size = 7): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size)
}

async function take(shop: Shop, text: string, isTry = false) {
  const refused: NotTaken[] = []
  const report = await importPayments(shop.ctx, 'default', chunksOf(text, 1000), {
    isTry,
    onNotTaken: (record) => void refused.push(record),
    onProgress: () => {},
  })
  return { ...report, refused: refused.toSorted((one, other) => one.line - other.line).map(({ line, because }) => [line, because]) }
}

describe('A file is read as it comes', () => {
  for (const [what, text, expected] of [
    [
      'with quotes, commas and line ends in them',
      'a,b\n1,"x, ""y""\nz"\n\n2,w\n',
      [
        [2, { a: '1', b: 'x, "y"\nz' }],
        [5, { a: '2', b: 'w' }],
      ],
    ],
    [
      'with a mark at its head, semicolons, and Windows’ line ends',
      '\uFEFFa;b\r\n1;2\r\n3;',
      [
        [2, { a: '1', b: '2' }],
        [3, { a: '3' }],
      ],
    ],
    [
      'as a JSON object on each line',
      '{"a":1}\n\nnull\n{"a":2}',
      [
        [1, { a: 1 }],
        [3, null],
        [4, { a: 2 }],
      ],
    ],
    [
      'with a field too many, and a quote that is never closed',
      'a\n1,2\n"3',
      [
        [2, null],
        [3, null],
      ],
    ],
  ] as const)
    test(what, async () => {
      const records = []
      for await (const record of readRecords(chunksOf(text))) records.push(record)
      assert.deepEqual(
        records.map(({ line, members }) => [line, members]),
        expected,
      )
    })
})

test('Existing payments are taken over once, with the refunds and disputes that Stripe knows of, and what can’t be is reported with its line', async () => {
  await using shop = await openShop()
  const charge = await shop.stripe.pay('1001', 40_000, { marks: 'none' })
  await shop.stripe.refund(charge, 10_000)
  await shop.stripe.dispute(charge, { amount: 5_000 })
  const elsewhere = await shop.stripe.pay('1002', 100)
  await shop.stripe.newEvents()
  const file = `invoice,id,charge,method,amount,direction,note,recordedAt
1001,c-1,,cash,12500,,Deposit,2019-03-02
1001,c-2,,check,2500,out,,
1001,,${charge},,,,,
1001,,ch_unknown,,,,,
1001,,${elsewhere},,,,,
9999,c-3,,cash,100,,,
1001,c-4,,cash,12.50,,,
1001,c-5,,card,100,,,
1001,,,cash,100,,,
`
  const refused = [
    [5, 'Stripe doesn’t know this charge in your account.'],
    [6, 'This charge names another invoice.'],
    [7, 'There is no such invoice.'],
    [8, 'The amount has to be a whole number of minor units, such as 1250 for 12.50.'],
    [9, 'The method has to be cash, check, store_credit or gift_card; a Stripe payment has a charge instead.'],
    [10, 'The id is missing.'],
  ]
  assert.deepEqual(await take(shop, file, true), { records: 9, imported: 3, known: 0, notTaken: 6, refused })
  assert.deepEqual((await shop.tab()).payments, [], 'a dry run writes nothing')

  assert.deepEqual(await take(shop, file), { records: 9, imported: 3, known: 0, notTaken: 6, refused })
  const { payments, disputes, invoice } = await shop.tab()
  assert.deepEqual(payments.map(({ method, amount }) => [method, amount]).toSorted(), [
    ['cash', 12_500],
    ['check', -2_500],
    ['stripe_link', 40_000],
    ['stripe_refund', -10_000],
  ])
  assert.equal(payments[0]?.recordedAt, '2019-03-02T00:00:00.000Z')
  assert.deepEqual([disputes.length, invoice.paid], [1, 40_000])
  assert.deepEqual(
    await take(shop, file),
    { records: 9, imported: 0, known: 3, notTaken: 6, refused },
    'begun again, nothing is taken twice',
  )
})

test('Entries are taken over by the command, which says how it goes', async () => {
  await using shop = await openShop()
  const directory = await mkdtemp(join(tmpdir(), 'jeweltrak-'))
  try {
    const invoices = Array.from({ length: 20 }, (_, place) => `inv-${place}`)
    for (const invoice of invoices) await shop.put(invoice)
    const lines = Array.from({ length: 600 }, (_, place) =>
      JSON.stringify({ invoice: invoices[place % 20], id: `p${place}`, method: 'cash', amount: 100 }),
    )
    const file = join(directory, 'payments.ndjson')
    await writeFile(file, [...lines, '{"invoice":"inv-1"}'].join('\n'))
    const report = join(directory, 'not-taken.csv')
    const run = () => finish(['import', 'default', file, '--report', report], { ...STRIPE, DATABASE_URL: shop.databaseUrl })
    const { code, printed } = await run()
    assert.equal(code, 1)
    assert.match(printed, /^500 records: 500 imported, 0 known already, 0 not taken\.$/m)
    assert.match(printed, /^line 601 \(invoice inv-1\): The id is missing\. The method is missing\. The amount is missing\.$/m)
    assert.match(printed, /^601 records: 600 imported, 0 known already, 1 not taken\.$/m)
    assert.equal(
      await readFile(report, 'utf8'),
      'line,what,invoice,because\n601,,inv-1,The id is missing. The method is missing. The amount is missing.\n',
    )
    assert.match((await run()).printed, /not-taken\.csv is there already/)
    assert.equal((await shop.tab('inv-3')).invoice.paid, 3_000)
  } finally {
    await rm(directory, { recursive: true })
  }
})
