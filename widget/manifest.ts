/** The published package of the tag: what it offers to import, and what it needs. Versions and ranges come with the build. */
export const WIDGET_MANIFEST = {
  name: 'jeweltrak-payments',
  description: 'The Payments tab of an invoice as one HTML tag: payments, refunds through Stripe, disputes, book entries.',
  keywords: ['stripe', 'refunds', 'payments', 'invoice', 'web-component', 'lit'],
  exports: {
    '.': { types: './lib/widget/define.d.ts', default: './index.js' },
    './elements': { types: './lib/widget/index.d.ts', default: './elements.js' },
    './react': { types: './lib/widget/react.d.ts', default: './react.js' },
    './contract': { types: './lib/server/contract/index.d.ts', default: './lib/server/contract/index.js' },
    './client': { types: './lib/server/client/index.d.ts', default: './lib/server/client/index.js' },
    './jeweltrak-payments.js': { types: './lib/widget/define.d.ts', default: './jeweltrak-payments.js' },
    './jeweltrak-payments.iife.js': { types: './lib/widget/define.d.ts', default: './jeweltrak-payments.iife.js' },
    './integrity.json': './integrity.json',
    './custom-elements.json': './custom-elements.json',
    './package.json': './package.json',
  },
  sideEffects: ['./index.js', './jeweltrak-payments.js', './jeweltrak-payments.iife.js'],
  customElements: './custom-elements.json',
  dependencies: ['lit', 'standardwebhooks', 'zod'],
  peerDependencies: [],
} as const
