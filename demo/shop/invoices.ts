/** The invoices of the stand-in shop, as the shop's own system has them. Their payments are the stories beside. */

export interface Item {
  readonly tag: string
  readonly what: string
  readonly more?: string
  readonly quantity?: number
  /** For one, in minor units; negative for what comes back. */
  readonly price: number
}

export interface ShopInvoice {
  readonly id: string
  readonly customer: string
  readonly email?: string
  /** What is worth seeing here. */
  readonly shows: string
  /** How long before the shop opened, in days. */
  readonly daysAgo: number
  readonly soldBy: string
  readonly currency?: string
  readonly status?: 'open' | 'finalized' | 'voided'
  /** Its story needs a bank that can be played, which only the simulator is. */
  readonly played?: true
  /** Stripe stays silent about its refunds, so it can't be compared with Stripe. */
  readonly silent?: true
  readonly items: readonly Item[]
  /** In minor units. */
  readonly tax: number
}

export const INVOICES: readonly ShopInvoice[] = [
  {
    id: '1001',
    customer: 'Eleanor Whitcombe',
    email: 'eleanor@example.com',
    shows: 'Partly refunded',
    daysAgo: 11,
    soldBy: 'Maya Ortiz',
    items: [
      { tag: 'R-2207', what: 'Oval sapphire halo ring', more: '18k white gold, 1.42 ct Ceylon sapphire', price: 2_480_00 },
      { tag: 'SVC', what: 'Ring sizing, 6½ to 5¾', more: 'Rhodium replating included', price: 85_00 },
      { tag: 'SVC', what: 'Appraisal for insurance', price: 125_00 },
    ],
    tax: 221_93,
  },
  {
    id: '1002',
    customer: 'Jonah Feld',
    email: 'jonah@example.com',
    shows: 'Paid, untouched',
    daysAgo: 2,
    soldBy: 'Theo Lindqvist',
    items: [{ tag: 'B-0418', what: 'Curb link bracelet', more: '14k yellow gold, 8 in', price: 1_150_00 }],
    tax: 94_88,
  },
  {
    id: '1003',
    customer: 'Priya Raman',
    email: 'priya@example.com',
    shows: 'Fully refunded',
    daysAgo: 16,
    soldBy: 'Maya Ortiz',
    items: [{ tag: 'E-1190', what: 'Akoya pearl studs', more: '7.5 mm, 14k posts', price: 395_00 }],
    tax: 32_59,
  },
  {
    id: '1004',
    customer: 'Walter Bianchi',
    shows: 'Mixed methods',
    daysAgo: 7,
    soldBy: 'Theo Lindqvist',
    items: [
      { tag: 'W-3051', what: 'Field watch, 38 mm', more: 'Automatic, sapphire crystal', price: 890_00 },
      { tag: 'SVC', what: 'Bracelet links removed', quantity: 3, price: 10_00 },
    ],
    tax: 75_90,
  },
  {
    id: '1005',
    customer: 'Camille Roux',
    email: 'camille@example.com',
    shows: 'Refund pending',
    daysAgo: 5,
    soldBy: 'Maya Ortiz',
    played: true,
    items: [{ tag: 'N-0772', what: 'Diamond solitaire pendant', more: '0.50 ct, platinum, 18 in chain', price: 1_640_00 }],
    tax: 135_30,
  },
  {
    id: '1006',
    customer: 'Desmond Okafor',
    email: 'desmond@example.com',
    shows: 'Refund failed',
    daysAgo: 21,
    soldBy: 'Theo Lindqvist',
    played: true,
    items: [{ tag: 'R-1876', what: 'Signet ring, engraved', more: '10k yellow gold, monogram D.O.', price: 540_00 }],
    tax: 44_55,
  },
  {
    id: '1007',
    customer: 'Harriet Sloane',
    email: 'harriet@example.com',
    shows: 'Disputed, 3 days left',
    daysAgo: 34,
    soldBy: 'Maya Ortiz',
    played: true,
    items: [{ tag: 'R-2144', what: 'Emerald-cut engagement ring', more: '1.01 ct, VS1, platinum', price: 6_900_00 }],
    tax: 569_25,
  },
  {
    id: '1008',
    customer: 'Marcus Bell',
    email: 'marcus@example.com',
    shows: 'Dispute overdue',
    daysAgo: 41,
    soldBy: 'Theo Lindqvist',
    played: true,
    items: [{ tag: 'W-2988', what: 'Chronograph, 41 mm', more: 'Pre-owned, box and papers', price: 2_350_00 }],
    tax: 193_88,
  },
  {
    id: '1009',
    customer: 'Yuki Tanaka',
    email: 'yuki@example.com',
    shows: 'Bank inquiry',
    daysAgo: 18,
    soldBy: 'Maya Ortiz',
    played: true,
    items: [{ tag: 'E-1233', what: 'Diamond hoop earrings', more: '0.75 ctw, 14k white gold', price: 1_280_00 }],
    tax: 105_60,
  },
  {
    id: '1010',
    customer: 'Ottilie Brandt',
    email: 'ottilie@example.com',
    shows: 'Dispute won',
    daysAgo: 63,
    soldBy: 'Theo Lindqvist',
    played: true,
    items: [{ tag: 'N-0655', what: 'Rope chain necklace', more: '14k yellow gold, 20 in', price: 760_00 }],
    tax: 62_70,
  },
  {
    id: '1011',
    customer: 'Vincent Moreau',
    email: 'vincent@example.com',
    shows: 'Refunded, then lost',
    daysAgo: 70,
    soldBy: 'Maya Ortiz',
    played: true,
    items: [{ tag: 'R-1990', what: 'Eternity band', more: '1.20 ctw, platinum', price: 3_200_00 }],
    tax: 264_00,
  },
  {
    id: '1012',
    customer: 'Geneviève Tremblay',
    shows: 'Interac at the reader',
    daysAgo: 3,
    soldBy: 'Theo Lindqvist',
    currency: 'cad',
    played: true,
    items: [{ tag: 'B-0502', what: 'Charm bracelet', more: 'Sterling silver, five charms', price: 310_00 }],
    tax: 40_30,
  },
  {
    id: '1013',
    customer: 'Haruto Sato',
    email: 'haruto@example.com',
    shows: 'Yen, no decimals',
    daysAgo: 8,
    soldBy: 'Maya Ortiz',
    currency: 'jpy',
    played: true,
    items: [{ tag: 'N-0810', what: 'Pearl strand, 45 cm', more: 'Akoya, 7 mm, silver clasp', price: 148_000 }],
    tax: 14_800,
  },
  {
    id: '1014',
    customer: 'Noor Al-Sabah',
    email: 'noor@example.com',
    shows: 'Dinar, three decimals',
    daysAgo: 9,
    soldBy: 'Maya Ortiz',
    currency: 'kwd',
    played: true,
    items: [{ tag: 'B-0611', what: 'Filigree bangle', more: '21k yellow gold, 14.2 g', price: 412_500 }],
    tax: 0,
  },
  {
    id: '1015',
    customer: 'Imogen Ashdown',
    email: 'imogen@example.com',
    shows: '200 payments',
    daysAgo: 400,
    soldBy: 'Maya Ortiz',
    items: [{ tag: 'R-1502', what: 'Heirloom ring, remount', more: 'Old mine cut, 2.10 ct, platinum mount, paid weekly', price: 9_600_00 }],
    tax: 400_00,
  },
  {
    id: '1016',
    customer: 'Rosalind Keane',
    email: 'rosalind@example.com',
    shows: 'Needs the customer',
    daysAgo: 6,
    soldBy: 'Theo Lindqvist',
    played: true,
    items: [{ tag: 'E-1301', what: 'Opal drop earrings', more: 'Sterling silver', price: 220_00 }],
    tax: 18_15,
  },
  {
    id: '1017',
    customer: 'Tobias Lund',
    email: 'tobias@example.com',
    shows: 'Paid in euro',
    daysAgo: 4,
    soldBy: 'Maya Ortiz',
    played: true,
    items: [{ tag: 'R-2250', what: 'Wedding band, 5 mm', more: '14k yellow gold, hammered', price: 640_00 }],
    tax: 52_80,
  },
  {
    id: '1018',
    customer: 'Beatrice Holloway',
    email: 'beatrice@example.com',
    shows: 'Failed, paid by check',
    daysAgo: 25,
    soldBy: 'Theo Lindqvist',
    played: true,
    items: [{ tag: 'N-0744', what: 'Locket, oval', more: '14k rose gold', price: 480_00 }],
    tax: 39_60,
  },
  {
    id: '1019',
    customer: 'Felix Castellano',
    shows: 'Voided',
    daysAgo: 12,
    soldBy: 'Theo Lindqvist',
    status: 'voided',
    items: [{ tag: 'SVC', what: 'Clasp repair', price: 45_00 }],
    tax: 3_71,
  },
  {
    id: '1020',
    customer: 'Lucinda Park',
    email: 'lucinda@example.com',
    shows: 'Nothing paid yet',
    daysAgo: 0,
    soldBy: 'Maya Ortiz',
    items: [
      { tag: 'R-2291', what: 'Three-stone ring', more: '14k white gold, 0.90 ctw', price: 1_890_00 },
      { tag: 'SVC', what: 'Engraving, inside band', price: 40_00 },
    ],
    tax: 159_23,
  },
  {
    id: '1021',
    customer: 'Silas Brandvold',
    email: 'silas@example.com',
    shows: 'Refund unanswered',
    daysAgo: 1,
    soldBy: 'Theo Lindqvist',
    played: true,
    silent: true,
    items: [{ tag: 'B-0633', what: 'Tennis bracelet', more: '2.00 ctw, 14k white gold, 7 in', price: 1_980_00 }],
    tax: 163_35,
  },
]

export function subtotalOf({ items }: ShopInvoice): number {
  return items.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0)
}

/** In minor units. */
export function totalOf(invoice: ShopInvoice): number {
  return subtotalOf(invoice) + invoice.tax
}
