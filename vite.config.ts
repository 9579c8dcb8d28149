import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** `es`: a module with chunks for the dialogs. `iife`: one file for a `<script>` tag, the dialogs in it. */
export type WidgetFormat = 'es' | 'iife'

/** How one format of the widget is built into `outDir`. Legacy decorators come from `widget/tsconfig.json`. */
export function widgetConfig(format: WidgetFormat, outDir: string): InlineConfig {
  return {
    configFile: false,
    root: file('.'),
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'es2022',
      minify: true,
      reportCompressedSize: false,
      lib: {
        entry: file('widget/define.ts'),
        formats: [format],
        name: 'JeweltrakPayments',
        fileName: () => (format === 'es' ? 'jeweltrak-payments.js' : 'jeweltrak-payments.iife.js'),
      },
      rolldownOptions: { output: { chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  }
}

export default widgetConfig('es', file('dist/widget'))
