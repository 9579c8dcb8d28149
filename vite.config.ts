import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'
import { minifyLiterals } from './widget/bundle/minify-literals.ts'
import { oneFile } from './widget/bundle/one-file.ts'
import { ownPolicy } from './widget/bundle/own-policy.ts'

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * `es`: a module with chunks for the dialogs. `iife`: one file for a `<script>` tag, the dialogs in it. `npm`: modules for a
 * host's own bundler, which shares lit with the rest of the page and runs on a server without a document.
 */
export type WidgetFormat = 'es' | 'iife' | 'npm'

const DEFINE = file('widget/define.ts')

const ENTRIES: Readonly<Record<WidgetFormat, Readonly<Record<string, string>>>> = {
  es: { 'jeweltrak-payments': DEFINE },
  iife: { 'jeweltrak-payments.iife': DEFINE },
  npm: { index: DEFINE, elements: file('widget/index.ts') },
}

/** How one format of the widget is built into `outDir`. Legacy decorators come from `widget/tsconfig.json`. */
export function widgetConfig(format: WidgetFormat, outDir: string): InlineConfig {
  return {
    configFile: false,
    root: file('.'),
    publicDir: false,
    logLevel: 'warn',
    plugins: format === 'npm' ? [minifyLiterals()] : [ownPolicy(), minifyLiterals(), ...(format === 'es' ? [oneFile()] : [])],
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'es2022',
      minify: true,
      reportCompressedSize: false,
      lib: {
        entry: ENTRIES[format],
        formats: [format === 'iife' ? 'iife' : 'es'],
        name: 'JeweltrakPayments',
        fileName: (_format, entry) => `${entry}.js`,
      },
      rolldownOptions: {
        // What the dialogs share with the first view is in its one file.
        ...(format === 'es' ? { preserveEntrySignatures: 'allow-extension' } : {}),
        // A file of the contract is loaded for what is used of it: what it re-exports for dialogs comes with them.
        treeshake: { moduleSideEffects: [{ test: /\/server\/contract\//, sideEffects: false }] },
        // Vite leaves the whitespace of ES modules to whoever bundles them: what a page loads as it is has none.
        output: { chunkFileNames: 'chunks/[name]-[hash].js', minify: format !== 'npm' },
        ...(format === 'npm' ? { external: [/^lit(\/|$)/] } : {}),
      },
    },
  }
}

export default widgetConfig('es', file('dist/jeweltrak-payments'))
